package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.Setback;
import io.reeve.scheduler.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the planner when something happened that makes it pay; never by a tick. Engine thread only.
 *
 * <p>One proposal is on its way at a time: what happens meanwhile is planned together right after
 * it was applied. While more work waits for the engine thread, a pass waits for it too, a
 * millisecond at most.
 */
final class PlannerDriver {
  private static final long COALESCE_NANOS = Duration.ofMillis(1).toNanos();

  /** Before it plans again after a proposal that was not logged. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Supplier<ClusterView> view;
  private final Predicate<String> connected;
  private final Function<Command, CompletionStage<Reply>> propose;
  private final Time time;
  private final EngineThread thread;
  private final LongAdder passes;
  private final LongAdder staleProposals;

  private boolean enabled;
  private boolean wanted;
  private long wantedSince;
  private boolean proposing;
  private long commandsApplied;

  /** Until when the pauses of tasks that wait to be tried again are over, by their timers. */
  private Instant pausesOver = Instant.MIN;

  /** What the timer for the first of them is set to. */
  private @Nullable Instant alarm;

  PlannerDriver(
      Supplier<ClusterView> view,
      Predicate<String> connected,
      Function<Command, CompletionStage<Reply>> propose,
      Time time,
      EngineThread thread,
      Counters counters) {
    this.view = view;
    this.connected = connected;
    this.propose = propose;
    this.time = time;
    this.thread = thread;
    this.passes = counters.counter("planner_passes");
    this.staleProposals = counters.counter("stale_proposals");
  }

  /** Whether proposals can be logged now. */
  void enable(boolean on) {
    enabled = on;
    if (on) {
      want();
    }
  }

  /** More may be startable than before. */
  void want() {
    if (!wanted) {
      wanted = true;
      wantedSince = time.nanos();
    }
  }

  /** Commands were applied. */
  void applied(int commands) {
    commandsApplied += commands;
  }

  /** Plans, if that is wanted and it is the time for it. */
  void run(boolean moreWaits) {
    if (!wanted || !enabled || proposing) {
      return;
    }
    if (moreWaits && time.nanos() - wantedSince < COALESCE_NANOS) {
      return;
    }
    wanted = false;
    passes.increment();
    var date = time.now();
    var now = date.isAfter(pausesOver) ? date : pausesOver;
    var proposals = Planner.plan(view.get(), connected, now, EngineSettings.MAX_PROPOSALS);
    view.get().queue().nextRetry().ifPresent(next -> wakeAt(next, now));
    if (proposals.isEmpty()) {
      return;
    }
    proposing = true;
    var full = proposals.size() == EngineSettings.MAX_PROPOSALS;
    var plannedAt = commandsApplied;
    var unused =
        propose
            .apply(new Command.AssignTasks(proposals))
            .whenComplete(
                (reply, failure) -> {
                  if (failure == null) {
                    proposed(reply, full, plannedAt);
                  } else {
                    notLogged();
                  }
                });
  }

  /**
   * Plans again when the pause of the next task is over. The pause is measured here, and not longer
   * than the longest there is, so that a date that was set back does not draw it out.
   */
  private void wakeAt(Instant next, Instant now) {
    if (alarm != null && !next.isBefore(alarm)) {
      return;
    }
    alarm = next;
    var left = Duration.between(now, next);
    var pause = left.compareTo(Setback.LONGEST_PAUSE) < 0 ? left : Setback.LONGEST_PAUSE;
    time.schedule(pause, () -> thread.execute(() -> pauseOver(next)));
  }

  private void pauseOver(Instant end) {
    if (end.isAfter(pausesOver)) {
      pausesOver = end;
    }
    if (end.equals(alarm)) {
      alarm = null;
    }
    want();
  }

  private void proposed(Reply reply, boolean full, long plannedAt) {
    proposing = false;
    if (full) {
      want(); // there may be more
    }
    if (reply instanceof Reply.Stale stale) {
      staleProposals.add(stale.items());
      // What was kept for them is free for others. Nothing between plan and proposal: planning
      // again gives the same.
      if (commandsApplied != plannedAt) {
        want();
      }
    }
  }

  /** Nothing tells when it can be logged, unless the role changes: tries again after a pause. */
  private void notLogged() {
    thread.execute(() -> proposing = false);
    time.schedule(PAUSE, () -> thread.execute(this::want));
  }
}
