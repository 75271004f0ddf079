package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.crash.CrashPoint;
import io.reeve.scheduler.crash.CrashPoints;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The state, and what is done when a batch of the log is applied to it. Engine thread only, but for
 * {@link #read}.
 */
final class ReplicatedState {
  private final CommandCodec codec;
  private final EngineThread thread;
  private final Batcher batcher;
  private final EventRing events;
  private final Waiters waiters;
  private final PlannerDriver planner;
  private final EffectSink sink;
  private final LongAdder batches;
  private final LongAdder commands;
  private final LongAdder staleReports;

  private Cluster cluster = Cluster.of(ClusterImage.EMPTY);
  private final Origins origins = new Origins();
  private boolean leading;
  private boolean broken;

  ReplicatedState(
      CommandCodec codec,
      EngineThread thread,
      Batcher batcher,
      EventRing events,
      Waiters waiters,
      PlannerDriver planner,
      EffectSink sink,
      Counters counters) {
    this.codec = codec;
    this.thread = thread;
    this.batcher = batcher;
    this.events = events;
    this.waiters = waiters;
    this.planner = planner;
    this.sink = sink;
    batches = counters.counter("batches");
    commands = counters.counter("commands");
    staleReports = counters.counter("stale_reports");
  }

  ClusterView view() {
    return cluster;
  }

  /** Whether effects are this head's business. */
  void carryOutEffects(boolean on) {
    leading = on;
  }

  /**
   * Applies a batch and does what follows: effects first, because somebody's process may be waiting
   * for its signal, then answers; watchers are woken once for all of it.
   *
   * @throws RuntimeException when that is not possible; the state may be half changed then and
   *     nothing is applied any more
   */
  void apply(long index, byte[] bytes) {
    thread.check();
    if (broken) {
      throw new IllegalStateException("entry " + index + " comes after one that failed");
    }
    broken = true; // until it worked
    var batch = codec.decode(bytes);
    origins.note(batch);
    var submissions = batcher.take(batch);
    var hadEvents = false;
    for (var position = 0; position < batch.commands().size(); position++) {
      var command = batch.commands().get(position);
      var submission = submissions.isEmpty() ? null : submissions.get(position);
      hadEvents |= apply(command, batch.time(), submission);
    }
    batches.increment();
    if (hadEvents) {
      events.wake();
    }
    broken = false;
  }

  /** Returns whether there were events. */
  private boolean apply(Command command, Instant time, @Nullable Submission<?> submission) {
    var outcome = cluster.apply(command, time);
    commands.increment();
    count(command, outcome.reply());
    if (leading) {
      if (outcome.effects().stream().anyMatch(Effect.Tell.class::isInstance)) {
        CrashPoints.reached(CrashPoint.AFTER_INTENT_DURABLE);
      }
      outcome.effects().forEach(effect -> sink.carryOut(effect, cluster));
      sink.applied(cluster);
    }
    events.append(outcome.events()); // before the answer, which may carry the newest number
    if (submission != null) {
      submission.applied(cluster, outcome.reply());
    }
    waiters.on(outcome.events());
    planner.applied(1);
    if (outcome.planningPays()) {
      planner.want();
    }
    return !outcome.events().isEmpty();
  }

  private void count(Command command, Reply reply) {
    if (reply instanceof Reply.Stale stale && !(command instanceof Command.AssignTasks)) {
      staleReports.add(stale.items());
    }
  }

  Replica.Frozen freeze() {
    thread.check();
    if (broken) {
      throw new IllegalStateException("a batch failed before");
    }
    var image = cluster.image();
    return out -> codec.writeImage(image, out);
  }

  /** Reads a snapshot; on any thread. */
  ClusterImage read(InputStream in) throws IOException {
    return codec.readImage(in);
  }

  void restore(ClusterImage image) {
    thread.check();
    cluster = Cluster.of(image);
    events.reset(image.lastEvent());
    waiters.failAll(new EngineException(EngineException.Kind.NOT_READY, "the state was replaced"));
  }
}
