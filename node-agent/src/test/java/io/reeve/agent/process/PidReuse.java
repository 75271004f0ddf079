package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time.Moment;
import io.reeve.agent.process.Containment.Ask;
import io.reeve.agent.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Ends an attempt whose pids the kernel has given to an innocent process meanwhile: the program of
 * {@link PidReuseTest}, in a pid namespace of its own. Argument: an empty directory.
 */
final class PidReuse {
  private static final String PIDS = "400"; // few enough that one comes round soon
  private static final int FIRST_REUSED = 300; // the kernel does not go back further
  private static final int MOST_TRIES = 2000;
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);

  private PidReuse() {}

  /** Exits with 0 only if all of it held. */
  public static void main(String[] args) throws Exception {
    Path attempts = Files.createDirectories(Path.of(args[0], "attempts"));
    Files.createDirectories(attempts.resolve(ID.toString()));
    Files.writeString(Path.of("/proc/sys/kernel/pid_max"), PIDS);

    ProcessIdentity gone = startAndEnd();
    AttemptFiles files = new AttemptFiles(attempts, Machine.bootId());
    Signals signals = new Signals();
    TestClock clock = new TestClock();
    SignalLog log = new SignalLog(attempts, clock);
    ProcessMarks marks = new ProcessMarks(Path.of(args[0]), "mark");
    SessionScanContainment scan = new SessionScanContainment(files, signals, log, marks);
    require(scan.remaining(ask(gone, clock.now()).process()).isEmpty(), "its session is over");
    Process innocent = startUntilPidIs(gone.pid());
    require(!signals.terminate(gone), "SIGTERM is refused");
    require(!signals.kill(gone), "SIGKILL is refused");
    require(signals.refused() == 2, "both are counted");

    Spawner spawner = new Spawner(List.of("/bin/false"), Path.of(args[0]), "mark");
    for (Containment containment :
        List.of(
            scan,
            new SubreaperContainment(files, signals, log, scan, spawner, ""),
            new CgroupContainment(files, signals, log, scan, spawner))) {
      Ask ask = ask(gone, clock.now());
      require(containment.remaining(ask.process()).isEmpty(), "nothing is there for it");
      containment.ask(List.of(ask));
      containment.kill(List.of(ask));
      require(innocent.isAlive(), "the innocent process lives on under " + containment.name());
    }
    require(signals.refused() > 2, "what was meant for the supervisor is counted");

    ProcessHandle daemon = leaveOneBehind(innocent);
    Ask ask = ask(gone, clock.now());
    require(scan.remaining(ask.process()).isEmpty(), "a session without its leader is not taken");
    scan.kill(List.of(ask));
    require(daemon.isAlive(), "the daemon of another session with the same number lives on");
    daemon.destroyForcibly();
  }

  /** The leader forks and ends, as daemons do. */
  private static ProcessHandle leaveOneBehind(Process leader) throws Exception {
    leader.outputWriter().append("go\n").flush();
    long pid = Long.parseLong(leader.inputReader().readLine());
    leader.waitFor();
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static Ask ask(ProcessIdentity gone, Moment now) {
    return new Ask(
        new RunningProcess(ID, gone, Optional.of(gone)),
        StopSignal.SIGTERM,
        now.nanos(),
        new StopRequest(Cause.CANCELED, "", "", Optional.of(Instant.EPOCH), Duration.ZERO, true),
        now);
  }

  private static ProcessIdentity startAndEnd() throws Exception {
    ProcessIdentity identity;
    do {
      Process process = session();
      identity = ProcStat.read(process.pid()).orElseThrow().identity();
      process.destroyForcibly().waitFor();
    } while (identity.pid() < FIRST_REUSED);
    return identity;
  }

  private static Process startUntilPidIs(long pid) throws Exception {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Process process = session();
      if (process.pid() == pid) {
        return process;
      }
      process.destroyForcibly().waitFor();
    }
    throw new IllegalStateException("the kernel did not reuse pid " + pid);
  }

  /** The leader of a session, as programs of attempts are. */
  private static Process session() throws IOException {
    Process process =
        new ProcessBuilder("setsid", "sh", "-c", "read go; sleep 60 & echo $!").start();
    while (ProcStat.read(process.pid()).orElseThrow().session() != process.pid()) {
      Thread.onSpinWait();
    }
    return process;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("not so: " + what);
    }
  }
}
