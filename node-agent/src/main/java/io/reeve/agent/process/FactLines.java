package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartFailure;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.process.ProcessFact.Gone;
import io.reeve.agent.process.ProcessFact.NotStarted;
import io.reeve.agent.process.ProcessFact.ProgramExited;
import io.reeve.agent.process.ProcessFact.Started;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the lines a supervisor writes: the same in the event pipe and in the files. A line that is
 * not complete, or nonsense, is no fact: empty.
 */
final class FactLines {
  private FactLines() {}

  /** A line of the event pipe: {@code started|exited|gone ATTEMPT ...}. */
  static Optional<ProcessFact> event(String line, String bootId) {
    String[] parts = line.split(" ", 3);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      AttemptId id = AttemptId.parse(parts[1]);
      return switch (parts[0]) {
        case "started" -> startedEvent(id, parts[2]);
        case "exited" -> Optional.of(exited(id, parts[2]));
        case "gone" -> status(id, parts[2], bootId);
        default -> Optional.empty();
      };
    } catch (RuntimeException nonsense) { // any field may be anything
      return Optional.empty();
    }
  }

  private static Optional<ProcessFact> startedEvent(AttemptId id, String text) {
    String[] f = text.split(" ", -1);
    if (f.length != 6) {
      return Optional.empty();
    }
    return Optional.of(started(id, identity(f[4], f[5]), f));
  }

  /** {@code PID TICKS WALL_US MONO_NS}. */
  static Started started(AttemptId id, ProcessIdentity supervisor, String[] f) {
    RunningProcess process = new RunningProcess(id, supervisor, Optional.of(identity(f[0], f[1])));
    return new Started(process, micros(f[2]), Long.parseLong(f[3]));
  }

  /** {@code kind=exit code=7 core=0 at=US left=N}. */
  static ProgramExited exited(AttemptId id, String text) {
    Map<String, String> f = fields(text);
    return new ProgramExited(id, evidence(f), micros(get(f, "at")), number(f, "left"));
  }

  /**
   * A whole status line; empty when it is cut short. One of another boot is still the truth about
   * its program.
   */
  static Optional<ProcessFact> status(AttemptId id, String text, String bootId) {
    if (!text.endsWith(" end")) {
      return Optional.empty();
    }
    Map<String, String> f = fields(text.substring(0, text.length() - " end".length()));
    if (get(f, "kind").equals("start-failure")) {
      return Optional.of(new NotStarted(id, Optional.of(failure(f))));
    }
    long cpuMicros = Long.parseLong(get(f, "cpu"));
    return Optional.of(
        new Gone(
            id,
            evidence(f),
            Long.parseLong(get(f, "pid")),
            micros(get(f, "start")),
            Optional.of(micros(get(f, "at"))),
            micros(get(f, "gone")),
            number(f, "left"),
            cpuMicros == 0
                ? Optional.empty()
                : Optional.of(Duration.of(cpuMicros, ChronoUnit.MICROS)),
            Long.parseLong(get(f, "rss")),
            signals(get(f, "signals")),
            ""));
  }

  static ProcessIdentity identity(String pid, String ticks) {
    return new ProcessIdentity(Long.parseLong(pid), Long.parseLong(ticks));
  }

  private static ExitEvidence evidence(Map<String, String> f) {
    int code = number(f, "code");
    return switch (get(f, "kind")) {
      // "shell": the sh supervisor cannot tell an exit code above 128 from a signal;
      // SessionScanContainment's
      // owner decides by what it sent.
      case "exit", "shell" -> new ExitEvidence.Code(code);
      case "signal" -> new ExitEvidence.Signal(code, get(f, "core").equals("1"));
      default -> throw new IllegalArgumentException("unknown kind: " + f);
    };
  }

  private static StartFailure failure(Map<String, String> f) {
    StartFailure.Stage[] stages = StartFailure.Stage.values();
    int stage = number(f, "stage");
    if (stage < 1 || stage > stages.length) {
      throw new IllegalArgumentException("unknown stage: " + f);
    }
    int error = number(f, "error");
    return new StartFailure(stages[stage - 1], error, Errno.text(error));
  }

  private static List<SignalSent> signals(String text) {
    List<SignalSent> signals = new ArrayList<>();
    for (String one : text.equals("-") ? new String[0] : text.split(",", -1)) {
      String[] f = one.split(":", -1);
      StopSignal.of(Integer.parseInt(f[0]))
          .ifPresent(s -> signals.add(new SignalSent(s, micros(f[2]), Integer.parseInt(f[1]))));
    }
    return signals;
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split(" ", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    return fields;
  }

  private static String get(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name + " in " + fields);
    }
    return value;
  }

  private static int number(Map<String, String> fields, String name) {
    return Integer.parseInt(get(fields, name));
  }

  static Instant micros(String text) {
    return Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS);
  }
}
