package io.reeve.agent.runner;

import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.core.Orphan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody should know about the node beyond its attempts: levels. Changes are told together,
 * a moment later, so that many at once are one message. Runner thread only.
 */
public final class NodeCondition {
  private static final Duration PACE = Duration.ofMillis(100);

  private final RunnerLoop loop;
  private Optional<NodeProblem> disk = Optional.empty();
  private List<NodeProblem> corrupt = List.of();
  private List<Orphan> orphans = List.of();
  private boolean stopping;
  private Runnable listener = () -> {};
  private boolean telling;

  NodeCondition(RunnerLoop loop) {
    this.loop = loop;
  }

  /** Who is told that it changed. */
  public void onChange(Runnable newListener) {
    listener = newListener;
  }

  /** What is wrong; what keeps tasks from starting comes first, as others may cut the list. */
  public List<NodeProblem> problems() {
    List<NodeProblem> all = new ArrayList<>();
    disk.ifPresent(all::add);
    all.addAll(corrupt);
    return all;
  }

  /** The newest orphans, oldest first. */
  public List<Orphan> orphans() {
    return orphans;
  }

  /** Whether nothing is started any more, because the agent ends with its tasks. */
  public boolean stopping() {
    return stopping;
  }

  /** Something changed, here or in what is told with it. */
  public void changed() {
    if (!telling) {
      telling = true;
      loop.at(
          loop.time().nanos() + PACE.toNanos(),
          () -> {
            telling = false;
            listener.run();
          });
    }
  }

  Optional<NodeProblem> disk() {
    return disk;
  }

  void disk(Optional<NodeProblem> problem) {
    if (!problem.equals(disk)) {
      disk = problem;
      changed();
    }
  }

  void corrupt(List<NodeProblem> found) {
    if (!found.equals(corrupt)) {
      corrupt = List.copyOf(found);
      changed();
    }
  }

  void orphans(List<Orphan> found) {
    if (!found.equals(orphans)) {
      orphans = List.copyOf(found);
      changed();
    }
  }

  void stopForGood() {
    if (!stopping) {
      stopping = true;
      changed();
    }
  }
}
