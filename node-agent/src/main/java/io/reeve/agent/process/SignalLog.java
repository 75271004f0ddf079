package io.reeve.agent.process;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time;
import io.reeve.agent.core.Time.Moment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of each attempt, in the file {@code signals} of its directory, for the kill record of
 * an agent that is started later. A line is {@code WHAT NUMBER WALL_US MONO_NS COUNT}; the
 * supervisor adds lines as well. That the agent has asked the program is said at the end of the
 * order that told the supervisor so: the file is there already, and making one more for each of
 * many attempts costs as much as all the rest of a cancel.
 *
 * <p>Nothing is forced to the disk, as that would delay the signal. So whatever was written is
 * there after a kill of the agent, but may be lost by a power cut, which ends the attempt itself:
 * its record says then that its death could not be observed.
 */
final class SignalLog {
  private static final Logger log = LoggerFactory.getLogger(SignalLog.class);

  /**
   * No more is added to a file of this size. What is repeated for ever is only a kill that does not
   * help, and its first rounds say enough.
   */
  private static final long MAX_BYTES = 4096;

  private static final String SIGNALS = "signals";
  private static final String ORDER = "order";

  private final Path attempts;
  private final Time time;

  SignalLog(Path attempts, Time time) {
    this.attempts = attempts;
    this.time = time;
  }

  /** What a line says. */
  enum What {
    /** The agent is about to send the signal. */
    ABOUT,
    /** The agent has sent it. */
    SENT,
    /** The supervisor has sent it for the first time; how often in all is in its status. */
    SUPERVISOR,
    /** No agent was there, so the supervisor begins to end what the program left behind. */
    LEFT,
    /** No agent was there, so the supervisor begins to end a program whose time is over. */
    LIMIT,
    /** The lease ran out and no agent did anything, so the supervisor begins to end the program. */
    LEASE;

    /** Whether the supervisor says why it acts on its own; the signals follow. */
    boolean isBeginning() {
      return this == LEFT || this == LIMIT || this == LEASE;
    }
  }

  /**
   * A line.
   *
   * @param count how many processes were reached; of the beginning of an end, the grace period in
   *     milliseconds
   */
  record Line(What what, StopSignal signal, Moment at, int count) {
    SignalSent sent() {
      return new SignalSent(signal, at.wall(), processes());
    }

    int processes() {
      return what.isBeginning() ? 0 : count;
    }

    Duration grace() {
      return what.isBeginning() ? Duration.ofMillis(count) : Duration.ZERO;
    }
  }

  /**
   * Sends polite signals and adds a line for each attempt afterwards. That they were about to be
   * sent is said by the orders, see {@link #byAgent}, so that no signal waits for a line.
   *
   * @param send sends them, and says to how many processes of each attempt
   */
  Map<AttemptId, Integer> after(StopSignal signal, Supplier<Map<AttemptId, Integer>> send) {
    Moment at = time.now();
    Map<AttemptId, Integer> reached = send.get();
    reached.forEach((id, processes) -> afterOrder(id, new Line(What.SENT, signal, at, processes)));
    return reached;
  }

  private void afterOrder(AttemptId id, Line line) {
    try (FileChannel order = FileChannel.open(file(id, ORDER), APPEND, WRITE)) {
      order.write(StandardCharsets.US_ASCII.encode(text(line)));
    } catch (IOException noOrder) { // the disk was full then
      append(id, line);
    }
  }

  /**
   * Sends a signal between two lines.
   *
   * @param send sends it, and says to how many processes
   */
  int around(AttemptId id, StopSignal signal, IntSupplier send) {
    Moment at = time.now();
    append(id, new Line(What.ABOUT, signal, at, 0));
    int processes = send.getAsInt();
    append(id, new Line(What.SENT, signal, at, processes));
    return processes;
  }

  /** Everything that can be read, oldest first. */
  List<Line> read(AttemptId id) {
    String all = OrderFile.rest(text(id, ORDER)) + text(id, SIGNALS);
    return all.lines()
        .flatMap(line -> parse(line).stream())
        .sorted(Comparator.comparingLong(line -> line.at().nanos()))
        .toList();
  }

  private String text(AttemptId id, String name) {
    try {
      return Files.readString(file(id, name));
    } catch (NoSuchFileException none) {
      return "";
    } catch (IOException e) {
      log.error("event=signals-not-read attempt={} reason=\"{}\"", id, e.toString());
      return "";
    }
  }

  /**
   * What the agent sent; with 0 processes where it did not get to say to how many.
   *
   * @param ordered when it wrote an order to ask the program, if the signal was its own to send
   */
  static List<SignalSent> byAgent(List<Line> lines, Optional<Moment> ordered) {
    List<SignalSent> sent = new ArrayList<>();
    Optional<Line> open = ordered.map(at -> new Line(What.ABOUT, StopSignal.SIGTERM, at, 0));
    for (Line line : lines) {
      if (line.what() == What.ABOUT) {
        open.map(Line::sent).ifPresent(sent::add);
        open = Optional.of(line);
      } else if (line.what() == What.SENT) {
        open = Optional.empty();
        if (line.processes() > 0) {
          sent.add(line.sent());
        }
      }
    }
    open.map(Line::sent).ifPresent(sent::add);
    return sent;
  }

  /** Whether the agent has written a line. */
  static boolean hasAgent(List<Line> lines) {
    return lines.stream().anyMatch(l -> l.what() == What.ABOUT || l.what() == What.SENT);
  }

  /** What the supervisor sent, at least. */
  static List<SignalSent> bySupervisor(List<Line> lines) {
    return lines.stream().filter(l -> l.what() == What.SUPERVISOR).map(Line::sent).toList();
  }

  /** When the polite signal was first sent; empty when nobody is known to have sent it. */
  static Optional<Long> askedAt(List<Line> lines) {
    return lines.stream()
        .filter(l -> l.processes() > 0)
        .filter(l -> l.signal() != StopSignal.SIGKILL && l.signal() != StopSignal.SIGCONT)
        .map(l -> l.at().nanos())
        .findFirst();
  }

  private void append(AttemptId id, Line line) {
    try (FileChannel file = FileChannel.open(file(id, SIGNALS), CREATE, APPEND, WRITE)) {
      if (file.size() < MAX_BYTES) {
        file.write(StandardCharsets.US_ASCII.encode(text(line))); // half a line is read as none
      }
    } catch (IOException e) { // the signal matters more
      log.warn("event=signal-not-written attempt={} reason=\"{}\"", id, e.toString());
    }
  }

  private static String text(Line line) {
    return line.what().name().toLowerCase(Locale.ROOT)
        + " "
        + line.signal().number()
        + " "
        + ChronoUnit.MICROS.between(Instant.EPOCH, line.at().wall())
        + " "
        + line.at().nanos()
        + " "
        + line.count()
        + "\n";
  }

  private static Optional<Line> parse(String text) {
    String[] f = text.split(" ", -1);
    if (f.length != 5) {
      return Optional.empty();
    }
    try {
      What what = What.valueOf(f[0].toUpperCase(Locale.ROOT));
      Moment at = new Moment(Long.parseLong(f[3]), FactLines.micros(f[2]));
      int count = Integer.parseInt(f[4]);
      return StopSignal.of(Integer.parseInt(f[1])).map(s -> new Line(what, s, at, count));
    } catch (IllegalArgumentException nonsense) { // any field may be anything
      return Optional.empty();
    }
  }

  private Path file(AttemptId id, String name) {
    return attempts.resolve(id.toString()).resolve(name);
  }
}
