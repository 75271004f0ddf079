package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.plan.Planner;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
    var proposals = Planner.plan(view.get(), connected, EngineSettings.MAX_PROPOSALS);
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
