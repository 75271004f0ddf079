package io.reeve.testing.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that is nobody's task and writes down each signal it gets. It looks as much like a task
 * as it can: it has the attempt of one in its environment, with the mark of another agent.
 */
final class Bystander implements AutoCloseable {
  private static final String SCRIPT =
      "for s in HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM STKFLT CONT TSTP"
          + " TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS; do"
          + " trap \"echo $s >> '$1'\" $s 2>/dev/null; done;"
          + " : > \"$1.ready\"; while :; do read -r line || exit; done";

  /**
   * What became of one.
   *
   * @param name for people
   * @param alive whether it is the same living process still
   * @param signals the signals it got, and {@code STOP} when it was seen stopped
   */
  record State(String name, boolean alive, List<String> signals) {
    State {
      signals = List.copyOf(signals);
    }
  }

  private final String name;
  private final Process process;
  private final ProcEntry identity;
  private final Path log;
  private volatile boolean stopped;

  private Bystander(String name, Process process, ProcEntry identity, Path log) {
    this.name = name;
    this.process = process;
    this.identity = identity;
    this.log = log;
  }

  /** Starts one; it ends with this program. */
  static Bystander start(String name, Path directory, Map<String, String> environment)
      throws IOException {
    var log = directory.resolve(name + ".signals");
    var builder = new ProcessBuilder("setsid", "sh", "-c", SCRIPT, name, log.toString());
    builder.environment().putAll(environment);
    var process = builder.start(); // its standard input is a pipe that nobody writes to
    var ready = directory.resolve(name + ".signals.ready");
    io.reeve.testing.Until.holds(name + " listens", () -> Files.exists(ready));
    var identity =
        ProcEntry.read(process.pid()).orElseThrow(() -> new IOException(name + " has ended"));
    return new Bystander(name, process, identity, log);
  }

  /** Notes whether it is stopped now, which no handler can tell. */
  void look() {
    ProcEntry.read(process.pid())
        .filter(now -> now.isSame(identity) && now.state() == 'T')
        .ifPresent(now -> stopped = true);
  }

  State state() throws IOException {
    var signals =
        new java.util.ArrayList<>(Files.exists(log) ? Files.readAllLines(log) : List.of());
    if (stopped) {
      signals.add("STOP");
    }
    var alive =
        ProcEntry.read(process.pid())
            .filter(now -> now.isSame(identity) && now.alive())
            .isPresent();
    return new State(name, alive, signals);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
