package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.crash.CrashPoint;
import io.reeve.scheduler.crash.CrashPoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what waits into entries of the log. One thread, because {@link CommandLog#append} may block
 * its caller.
 *
 * <p>Nothing waits for company: while few entries are on their way, whatever is there goes at once.
 * Under load commands gather behind the entries on their way and go together.
 */
final class Batcher implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Batcher.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final CommandCodec codec;
  private final Time time;
  private final EngineSettings settings;
  private final long origin;
  private final Executor engineThread;

  private final ConcurrentLinkedQueue<Submission<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();

  /** What was appended and not yet applied, by sequence. */
  private final ConcurrentHashMap<Long, List<Submission<?>>> appended = new ConcurrentHashMap<>();

  /** No stamp may be before this: the time of what is in the log already. Microseconds. */
  private final AtomicLong lastMicros = new AtomicLong();

  private final Thread thread;
  private final Parker parker;
  private volatile @Nullable CommandLog log;
  private volatile boolean closed;
  private volatile boolean abandoned;
  private long sequence;

  Batcher(
      CommandCodec codec, Time time, EngineSettings settings, long origin, Executor engineThread) {
    this.codec = codec;
    this.time = time;
    this.settings = settings;
    this.origin = origin;
    this.engineThread = engineThread;
    thread = new Thread(this::run, "batcher");
    thread.setDaemon(true);
    parker = new Parker(thread);
  }

  /** Begins to append. */
  void start(CommandLog to) {
    log = to;
    thread.start();
  }

  /** Takes a command in, unless too many wait. On any thread. */
  boolean offer(Submission<?> submission, int limit) {
    if (waitingCount.incrementAndGet() > limit) {
      waitingCount.decrementAndGet();
      return false;
    }
    waiting.add(submission);
    if (closed && !thread.isAlive()) {
      failWaiting();
    }
    parker.wake();
    return true;
  }

  /** Everything up to {@code newest} is in the log; later stamps are not before it. */
  void notBefore(Instant newest) {
    var micros = Micros.of(newest);
    lastMicros.accumulateAndGet(micros, Math::max);
  }

  /** Who waits for this batch; empty when nobody in this process does (any more). */
  List<Submission<?>> take(CommandCodec.Batch batch) {
    var own = batch.originHigh() == origin ? appended.remove(batch.sequence()) : null;
    return own == null ? List.of() : own;
  }

  /**
   * Takes nothing more. What waits is still appended, unless the log takes too long for that; then
   * it fails.
   */
  @Override
  public void close() {
    closed = true;
    parker.wake();
    if (thread.isAlive() && !joined()) {
      logger.warn("event=commands_abandoned count={}", waitingCount.get());
      abandoned = true;
      parker.wake();
    }
    failWaiting();
  }

  private boolean joined() {
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** Fails what was handed to a log that is closed and never said what became of it. */
  void giveUpAppended() {
    for (var number : List.copyOf(appended.keySet())) {
      fail(number, EngineException.Kind.OUTCOME_UNKNOWN, "the head node stopped");
    }
  }

  private void run() {
    while (true) {
      parker.await(() -> mayGo() || isOver());
      if (isOver()) {
        return;
      }
      append(takeWaiting());
    }
  }

  private boolean isOver() {
    return abandoned || (closed && waiting.isEmpty());
  }

  private boolean mayGo() {
    return inFlight.get() < EngineSettings.MAX_ENTRIES_IN_FLIGHT && !waiting.isEmpty();
  }

  private List<Submission<?>> takeWaiting() {
    var taken = new ArrayList<Submission<?>>();
    while (taken.size() < EngineSettings.MAX_BATCH_COMMANDS) {
      var next = waiting.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    waitingCount.addAndGet(-taken.size());
    return taken;
  }

  private void append(List<Submission<?>> submissions) {
    var number = ++sequence;
    byte[] bytes;
    try {
      bytes = codec.encode(new CommandCodec.Batch(origin, number, stamp(), commands(submissions)));
    } catch (RuntimeException e) {
      logger.error("event=batch_not_encoded commands={}", submissions.size(), e);
      failOnEngineThread(submissions, EngineException.Kind.NOT_READY, "a command has no bytes");
      return;
    }
    if (bytes.length <= settings.maxBatchBytes()) {
      append(number, submissions, bytes);
    } else if (submissions.size() > 1) { // rare enough to be encoded twice
      append(submissions.subList(0, submissions.size() / 2));
      append(submissions.subList(submissions.size() / 2, submissions.size()));
    } else {
      failOnEngineThread(
          submissions, EngineException.Kind.QUEUE_FULL, "the command is too large for the log");
    }
  }

  private void append(long number, List<Submission<?>> submissions, byte[] bytes) {
    var to = log;
    if (to == null) {
      throw new IllegalStateException("not started");
    }
    appended.put(number, submissions);
    inFlight.incrementAndGet();
    CrashPoints.reached(CrashPoint.BEFORE_INTENT_DURABLE);
    try {
      var unused = to.append(bytes).whenComplete((index, failure) -> appended(number, failure));
    } catch (RuntimeException e) {
      logger.error("event=append_failed", e);
      appended(number, e);
    }
  }

  private void appended(long number, @Nullable Throwable failure) {
    inFlight.decrementAndGet();
    if (!waiting.isEmpty()) { // else it would only be woken to go to sleep again
      parker.wake();
    }
    if (failure == null) {
      return; // answered when it was applied
    }
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LogException refused) {
      fail(number, kindOf(refused.outcome()), String.valueOf(refused.getMessage()));
    } else {
      fail(number, EngineException.Kind.OUTCOME_UNKNOWN, String.valueOf(cause));
    }
  }

  private static EngineException.Kind kindOf(LogException.Outcome outcome) {
    return switch (outcome) {
      case NOT_LEADER -> EngineException.Kind.NOT_READY;
      case UNWRITABLE -> EngineException.Kind.LOG_UNWRITABLE;
      case UNKNOWN -> EngineException.Kind.OUTCOME_UNKNOWN;
    };
  }

  private void fail(long number, EngineException.Kind kind, String why) {
    var submissions = appended.remove(number);
    if (submissions != null) { // else it was applied meanwhile
      failOnEngineThread(submissions, kind, why);
    }
  }

  private void failWaiting() {
    for (var left = takeWaiting(); !left.isEmpty(); left = takeWaiting()) {
      failOnEngineThread(left, EngineException.Kind.NOT_READY, "the head node is stopping");
    }
  }

  private void failOnEngineThread(
      List<Submission<?>> submissions, EngineException.Kind kind, String why) {
    engineThread.execute(
        () -> submissions.forEach(each -> each.failed(new EngineException(kind, why))));
  }

  private Instant stamp() {
    var now = Micros.of(time.now());
    return Micros.toInstant(lastMicros.accumulateAndGet(now, Math::max));
  }

  private static List<Command> commands(List<Submission<?>> submissions) {
    var commands = new ArrayList<Command>(submissions.size());
    submissions.forEach(each -> commands.add(each.command()));
    return commands;
  }
}
