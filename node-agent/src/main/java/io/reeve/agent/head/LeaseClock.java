package io.reeve.agent.head;

import io.reeve.agent.head.LeaseFile.Lease;
import io.reeve.agent.runner.RunnerLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the lease on the monotonic clock, from the sending of the message that was answered; so
 * the agent's lease always ends before the one the head node counts. Runner thread only.
 *
 * <p>The lease is on disk, too, and the supervisors keep it a moment later than this class does:
 * what an agent that is gone or stopped cannot end, they end. So nothing here may be more generous
 * than the file: a lease that has run out is over, even for an agent that has just started.
 */
final class LeaseClock {
  private static final Logger log = LoggerFactory.getLogger(LeaseClock.class);
  private static final int MAX_OPEN =
      16; // unanswered heartbeats remembered; older answers extend nothing

  /** The head node counts on everything being gone this part of the lease after its end. */
  private static final int LONGEST_GRACE_PART = 3;

  private final RunnerLoop loop;
  private final LeaseFile file;
  private final Consumer<Duration> onExpired;
  private final Runnable onTrouble;
  private final Map<Long, Long> sent = new LinkedHashMap<>();
  private long deadline = Long.MAX_VALUE; // no lease yet: nothing can run out
  private long armedFor = Long.MAX_VALUE;
  private boolean expired;
  private long length;
  private long term;

  /**
   * Makes one.
   *
   * @param onExpired told the longest grace that is left for ending everything; runner thread
   * @param onTrouble told when the file cannot be written: the supervisors then know of an older
   *     lease only, and end all tasks with that
   */
  LeaseClock(RunnerLoop loop, LeaseFile file, Consumer<Duration> onExpired, Runnable onTrouble) {
    this.loop = loop;
    this.file = file;
    this.onExpired = onExpired;
    this.onTrouble = onTrouble;
  }

  /** Goes on with the lease of an earlier agent; one that has run out meanwhile counts at once. */
  void restore() throws IOException {
    Lease before = file.read();
    term = before.term();
    length = before.length();
    before.deadline().ifPresent(this::extendTo);
    look();
  }

  /** The highest leader term seen. */
  long term() {
    return term;
  }

  /** A term arrived; false when it is older than one seen before. */
  boolean accept(long newer) {
    if (newer < term) {
      return false;
    }
    term = newer;
    return true;
  }

  /** A stream begins: numbers start over. */
  void reset() {
    sent.clear();
  }

  /** A message with this number is sent now. */
  void sending(long sequence) {
    sent.put(sequence, loop.time().nanos());
    if (sent.size() > MAX_OPEN) {
      sent.remove(sent.keySet().iterator().next());
    }
  }

  /** The message with this number was answered with a lease. */
  void granted(long sequence, Duration lease) {
    Long from = sent.remove(sequence);
    if (from != null && !lease.isZero()) {
      look(); // one that ran out while this process stood still was not kept: it cannot go on
      length = lease.toNanos();
      extendTo(from + lease.toNanos());
      save();
    }
  }

  private void extendTo(long candidate) {
    if (deadline == Long.MAX_VALUE || candidate > deadline) {
      deadline = candidate;
      expired &= loop.time().nanos() >= deadline;
      arm();
    }
  }

  private void arm() {
    if (armedFor != Long.MAX_VALUE) {
      return; // the timer that is armed looks again when it fires
    }
    armedFor = deadline;
    loop.at(
        armedFor,
        () -> {
          armedFor = Long.MAX_VALUE;
          if (loop.time().nanos() < deadline) {
            arm();
          } else {
            look();
          }
        });
  }

  private void look() {
    if (!expired && deadline != Long.MAX_VALUE && loop.time().nanos() >= deadline) {
      expired = true;
      log.error("event=lease-expired");
      onExpired.accept(graceLeft());
    }
  }

  private Duration graceLeft() {
    long end = deadline + length / LONGEST_GRACE_PART;
    return Duration.ofNanos(Math.max(0, end - loop.time().nanos()));
  }

  private void save() {
    try {
      file.write(deadline, length, term);
    } catch (IOException e) {
      log.error("event=lease-not-written reason=\"{}\"", e.toString());
      onTrouble.run();
    }
  }
}
