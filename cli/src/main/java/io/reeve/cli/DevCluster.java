package io.reeve.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a head node and one agent until told to stop or one of them dies. One thread runs it; {@link
 * #stop} may be called from any other.
 */
final class DevCluster {
  /** A daemon killed a moment ago may still hold the address or the data. */
  private static final Duration KEEP_TRYING = Duration.ofSeconds(5);

  private static final Duration TELL_AFTER = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration PROBE_EVERY = Duration.ofMillis(50);
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(10);
  private static final Duration TIME_TO_COME_BACK = Duration.ofSeconds(30);
  private static final int LOG_LINES = 15;
  private static final long LOG_BYTES = 1 << 16;

  /** What {@code dev} asks the cluster itself. */
  interface Probe {
    /** Whether a task that is submitted now could run. */
    boolean isReady(String address);

    /**
     * Called once before the daemons are stopped, while they still answer.
     *
     * @return whether everything that was meant to end has ended
     */
    boolean beforeStop(String address);
  }

  private final Launcher launcher;
  private final Probe probe;
  private final boolean endsTasks;
  private final String listen;
  private final Function<String, Launcher.Daemon> headDaemon;
  private final Function<String, Launcher.Daemon> agentDaemon;
  private final Consumer<String> out;
  private final Consumer<String> err;
  private final LongSupplier nanos;
  private final CompletableFuture<Void> stop = new CompletableFuture<>();

  private @Nullable Child head;
  private @Nullable Child agent;
  private boolean tasksMayRun;

  /**
   * Prepares a cluster.
   *
   * @param endsTasks whether no task may outlive it, not even when a daemon dies
   * @param listen where the head node listens at first; started again, it is where it was
   * @param headDaemon by where to listen
   * @param agentDaemon by the head node's address
   */
  DevCluster(
      Launcher launcher,
      Probe probe,
      boolean endsTasks,
      String listen,
      Function<String, Launcher.Daemon> headDaemon,
      Function<String, Launcher.Daemon> agentDaemon,
      Consumer<String> out,
      Consumer<String> err,
      LongSupplier nanos) {
    this.launcher = launcher;
    this.probe = probe;
    this.endsTasks = endsTasks;
    this.listen = listen;
    this.headDaemon = headDaemon;
    this.agentDaemon = agentDaemon;
    this.out = out;
    this.err = err;
    this.nanos = nanos;
  }

  /** Asks for the orderly end. */
  void stop() {
    stop.complete(null);
  }

  /** Runs until the end; the exit code of {@code dev}. */
  int run() {
    String address = null;
    try {
      Child liveHead = startHead(listen, stop);
      if (liveHead == null) {
        return Exit.DONE;
      }
      address = liveHead.ready().join();
      Child liveAgent = startAgent(address, stop);
      return liveAgent == null ? Exit.DONE : serve(address, liveHead, liveAgent);
    } catch (DaemonDied died) {
      err.accept(died.getMessage());
      if (String.valueOf(died.getMessage()).contains("cannot listen on")) {
        err.accept("does another dev run? To take any free port:  reeve dev --listen 127.0.0.1:0");
      }
      return Exit.REFUSED;
    } finally {
      shutdown(address);
    }
  }

  /** After {@link #run}: whether there may be tasks that should have ended and have not. */
  boolean tasksMayRun() {
    return tasksMayRun;
  }

  private @Nullable Child startHead(String where, CompletableFuture<?> enough) {
    return start(headDaemon.apply(where), child -> head = child, enough);
  }

  private @Nullable Child startAgent(String address, CompletableFuture<?> enough) {
    return start(agentDaemon.apply(address), child -> agent = child, enough);
  }

  private int serve(String address, Child liveHead, Child liveAgent) {
    long begin = nanos.getAsLong();
    boolean told = false;
    boolean ready = false;
    while (!stop.isDone()) {
      if (!ready && probe.isReady(address)) {
        ready = true;
        out.accept("reeve: ready on " + address);
      }
      if (!ready && !told && passed(begin, TELL_AFTER)) {
        told = true;
        err.accept("waiting for the node to come online ...");
      }
      CompletableFuture<Object> any =
          CompletableFuture.anyOf(stop, liveHead.exit(), liveAgent.exit());
      if (ready) {
        await(any, Duration.ofDays(365));
      } else {
        await(any, PROBE_EVERY);
      }
      if (!stop.isDone()) {
        checkAlive(liveHead, headDaemon.apply(address));
        checkAlive(liveAgent, agentDaemon.apply(address));
      }
    }
    return Exit.DONE;
  }

  /**
   * Starts a daemon and waits until it is usable, again when it ends at once.
   *
   * @param enough ends the tries; null is returned then
   */
  private @Nullable Child start(
      Launcher.Daemon daemon, Consumer<Child> started, CompletableFuture<?> enough) {
    long begin = nanos.getAsLong();
    boolean told = false;
    while (!enough.isDone()) {
      long logged = size(daemon.log());
      Child child = launcher.launch(daemon);
      started.accept(child);
      while (!child.ready().isDone() && !child.exit().isDone() && !enough.isDone()) {
        await(CompletableFuture.anyOf(enough, child.ready(), child.exit()), TELL_AFTER);
        if (!told && passed(begin, TELL_AFTER) && !child.ready().isDone()) {
          told = true;
          err.accept("starting " + daemon.name() + " ...");
        }
      }
      if (child.ready().isDone() && !child.exit().isDone()) {
        return child;
      }
      if (child.exit().isDone() && (isFinal(child.exit()) || passed(begin, KEEP_TRYING))) {
        throw new DaemonDied(daemon, child.exit().join(), logged);
      }
      await(enough, PAUSE);
    }
    return null;
  }

  private void checkAlive(Child child, Launcher.Daemon daemon) {
    if (child.exit().isDone()) {
      throw new DaemonDied(daemon, child.exit().join(), 0);
    }
  }

  /** Settings that are refused will be refused again. */
  private static boolean isFinal(CompletableFuture<Integer> exit) {
    return exit.join() == Exit.USAGE;
  }

  private static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException none) {
      return 0;
    }
  }

  private void shutdown(@Nullable String address) {
    // An agent that never joined has run nothing.
    if (address != null && agent != null && agent.ready().isDone()) {
      boolean seenTo = (lives(head) && lives(agent)) || (endsTasks && bringBack(address));
      tasksMayRun = !(seenTo && probe.beforeStop(address));
    }
    end(agent);
    end(head);
  }

  /** Tasks outlive their agent: only a head node and an agent together can end them. */
  private boolean bringBack(String address) {
    err.accept("starting it again to end the tasks that it left ...");
    CompletableFuture<@Nullable Void> enough =
        new CompletableFuture<@Nullable Void>()
            .completeOnTimeout(null, TIME_TO_COME_BACK.toSeconds(), TimeUnit.SECONDS);
    try {
      return (lives(head) || startHead(address, enough) != null)
          && (lives(agent) || startAgent(address, enough) != null);
    } catch (DaemonDied again) {
      err.accept(again.getMessage());
      return false;
    }
  }

  private static boolean lives(@Nullable Child child) {
    return child != null && !child.exit().isDone();
  }

  private void end(@Nullable Child child) {
    if (child == null || !lives(child)) {
      return;
    }
    child.stop();
    await(child.exit(), TIME_TO_STOP);
    if (!child.exit().isDone()) {
      err.accept("it does not stop within " + TIME_TO_STOP.toSeconds() + " s; killing it");
      child.kill();
      await(child.exit(), TIME_TO_STOP);
    }
  }

  private boolean passed(long begin, Duration span) {
    return nanos.getAsLong() - begin >= span.toNanos();
  }

  /** Returns when the future is done or time is over; an interrupt is a request to stop. */
  private void await(CompletableFuture<?> future, Duration atMost) {
    try {
      future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException over) {
      // the caller looks at the futures themselves
    } catch (InterruptedException interrupted) {
      stop();
    }
  }

  private static final class DaemonDied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells of a daemon's end.
     *
     * @param logged where in its log what it wrote begins
     */
    DaemonDied(Launcher.Daemon daemon, int code, long logged) {
      super(
          daemon.name()
              + " ended with code "
              + code
              + "; its log ends with:"
              + lastLines(daemon.log(), logged));
    }

    private static String lastLines(Path log, long from) {
      Deque<String> last = new ArrayDeque<>();
      try (InputStream in = Files.newInputStream(log)) {
        in.skipNBytes(Math.max(from, Files.size(log) - LOG_BYTES));
        List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        lines.stream().skip(Math.max(0, lines.size() - LOG_LINES)).forEach(last::add);
      } catch (IOException unreadable) {
        last.add("(cannot be read: " + unreadable.getMessage() + ")");
      }
      StringBuilder text = new StringBuilder();
      last.forEach(line -> text.append("\n  ").append(Text.printable(line)));
      return text.toString();
    }
  }
}
