package io.reeve.agent.crash;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process, as {@code kill -9} would, when a named moment is reached. Without the system
 * property {@code reeve.crash-at} nothing ever happens. Its value is {@code NAME} or {@code
 * NAME:COUNT}: the name of a {@link CrashPoint}, and at which time it is reached, from 1. Any
 * thread.
 */
public final class CrashPoints {
  private static final Logger log = LoggerFactory.getLogger(CrashPoints.class);
  private static final int KILLED = 137; // what a shell says of a program ended by SIGKILL
  private static final long SENDING_NANOS = 20_000_000;
  private static final CrashPoints ARMED =
      new CrashPoints(
          System.getProperty("reeve.crash-at", ""), () -> Runtime.getRuntime().halt(KILLED));

  private final String name;
  private final AtomicInteger left;
  private final Runnable crash;

  /**
   * Makes one.
   *
   * @param spec the value of the property; empty: off
   * @throws IllegalArgumentException when there is no such point, or the count is not one
   */
  CrashPoints(String spec, Runnable crash) {
    String[] parts = spec.split(":", 2);
    this.name = spec.isEmpty() ? "" : CrashPoint.valueOf(parts[0]).name();
    this.left = new AtomicInteger(parts.length > 1 ? Integer.parseInt(parts[1]) : 1);
    this.crash = crash;
  }

  /** This moment is reached; does not return when it is the one to crash at. */
  public static void reached(CrashPoint point) {
    ARMED.at(point);
  }

  void at(CrashPoint point) {
    if (point.name().equals(name) && left.decrementAndGet() == 0) {
      log.error("event=crash point={}", point);
      if (point.isAfterSending()) {
        LockSupport.parkNanos(SENDING_NANOS);
      }
      crash.run();
    }
  }
}
