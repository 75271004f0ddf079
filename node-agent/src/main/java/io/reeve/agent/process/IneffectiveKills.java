package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For tests only: processes that survive SIGKILL, which a test cannot make on every machine. While
 * a file exists no kill gets through to the real containment, neither by the agent nor, at the end
 * of a grace period, by a supervisor. Polite signals do.
 *
 * <p>Not a setting: there only when the system property {@link #PROPERTY} names the file.
 */
final class IneffectiveKills implements Containment {
  /** Absolute path of the file. */
  static final String PROPERTY = "reeve.test.kills-ineffective";

  private static final Logger log = LoggerFactory.getLogger(IneffectiveKills.class);

  /** A supervisor kills by itself this much later than it should. */
  private static final long NEVER_NANOS = Duration.ofDays(1).toNanos();

  private final Containment real;
  private final Path file;

  private IneffectiveKills(Containment real, Path file) {
    this.real = real;
    this.file = file;
  }

  /** The containment itself, unless a test asked otherwise. */
  static Containment ifAsked(Containment real) {
    String file = System.getProperty(PROPERTY, "");
    if (file.isEmpty()) {
      return real;
    }
    log.warn("event=kills-may-be-ineffective file={}: for tests only", file);
    return new IneffectiveKills(real, Path.of(file));
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public String description() {
    return real.description();
  }

  @Override
  public Map<AttemptId, Integer> ask(List<Ask> batch) {
    return real.ask(batch.stream().map(this::withDeadline).toList());
  }

  @Override
  public void shorten(Ask ask) {
    real.shorten(withDeadline(ask));
  }

  @Override
  public Map<AttemptId, Integer> kill(List<Ask> batch) {
    return holds()
        ? batch.stream().collect(Collectors.toMap(ask -> ask.process().id(), ask -> 0))
        : real.kill(batch);
  }

  @Override
  public List<ProcessIdentity> remaining(RunningProcess process) {
    return real.remaining(process);
  }

  /** The agent itself goes on with its own deadline, and never takes up a later one. */
  private Ask withDeadline(Ask ask) {
    return holds()
        ? new Ask(
            ask.process(), ask.signal(), ask.deadline() + NEVER_NANOS, ask.request(), ask.begin())
        : ask;
  }

  private boolean holds() {
    return Files.exists(file);
  }
}
