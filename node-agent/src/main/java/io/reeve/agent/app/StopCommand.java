package io.reeve.agent.app;

import io.reeve.agent.core.Time;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code reeve-agent stop}: asks the agent of a data directory to stop, and waits. */
final class StopCommand {
  static final int STOPPED = 0;
  static final int NOT_DONE = 1;
  static final int NO_AGENT = 3;

  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration REMINDER = Duration.ofSeconds(10);

  private final Path data;
  private final StopFile wish;
  private final Time time;
  private final PrintStream err;
  private final CountDownLatch never = new CountDownLatch(1);

  StopCommand(Path data, StopFile wish, Time time, PrintStream err) {
    this.data = data;
    this.wish = wish;
    this.time = time;
    this.err = err;
  }

  /** Returns the exit code. */
  int run() throws IOException, InterruptedException {
    if (!DataDir.isHeld(data)) {
      err.println("reeve-agent: no agent runs on " + data);
      return NO_AGENT;
    }
    Optional<String> agent = DataDir.holder(data);
    wish.ask(data);
    if (!awaitRelease(agent)) {
      wish.remove(data);
      err.println(
          "reeve-agent: another agent was started meanwhile, and runs; what was asked of the one"
              + " before may not have been done");
      return NOT_DONE;
    }
    if (!wish.isAsked(data)) {
      return STOPPED;
    }
    wish.remove(data);
    err.println(
        "reeve-agent: the agent ended before it did what was asked"
            + (wish == StopFile.KILL_TASKS ? "; tasks may run on: start it and try again" : ""));
    return NOT_DONE;
  }

  /** False when another agent has the directory by now: an agent that starts drops all wishes. */
  private boolean awaitRelease(Optional<String> agent) throws InterruptedException, IOException {
    long begin = time.nanos();
    Duration next = SILENCE;
    while (DataDir.isHeld(data)) {
      if (!DataDir.holder(data).equals(agent)) {
        return false;
      }
      Duration waited = Duration.ofNanos(time.nanos() - begin);
      if (waited.compareTo(next) >= 0) {
        err.println("reeve-agent: " + what() + " (" + waited.toSeconds() + " s)");
        next = next.plus(next.equals(SILENCE) ? REMINDER.minus(SILENCE) : REMINDER);
      }
      never.await(100, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private String what() {
    String agent = "the agent" + DataDir.pid(data).map(pid -> ", process " + pid + ",").orElse("");
    return wish == StopFile.KILL_TASKS && wish.isAsked(data)
        ? "waiting for " + agent + " to end its tasks, each within its grace period"
        : "waiting for " + agent + " to stop";
  }
}
