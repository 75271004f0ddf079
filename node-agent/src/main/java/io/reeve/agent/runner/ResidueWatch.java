package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Residue;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.process.ProcessIdentity;
import io.reeve.agent.process.RunningProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a kill does not end, told as a level: when there is some, when other processes are left (but
 * not all the time), again when somebody new listens, and that nothing is left. Runner thread only.
 *
 * <p>Who is left is described in the background, as such processes may hang whoever looks at them;
 * when that takes too long they are told without owner and command.
 */
final class ResidueWatch {
  private static final Logger log = LoggerFactory.getLogger(ResidueWatch.class);

  /** Changes are told no sooner after one another: each is logged by the head node. */
  static final Duration PACE = Duration.ofSeconds(5);

  /** How long a description may take. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final AttemptId id;
  private final NodeRunner node;

  private List<ProcessIdentity> told = List.of(); // empty: nothing is left, as far as was told
  private Optional<Residue> residue = Optional.empty();
  private Optional<Long> toldAt = Optional.empty(); // monotonic; when something was left
  private boolean describing; // in the background
  private boolean hangs; // that
  private long asked;
  private long healed; // what was asked for before that is of no use any more

  ResidueWatch(AttemptId id, NodeRunner node) {
    this.id = id;
    this.node = node;
  }

  /** The attempt was killed for longer than the kill timeout, and perhaps is still there. */
  void look(RunningProcess process) {
    List<ProcessIdentity> left = node.containmentPort().remaining(process);
    if (left.isEmpty()) {
      heal(); // its end is not told yet, for example because its supervisor is stopped
    } else if (!left.equals(told) && mayTell()) {
      describe(left);
    }
  }

  private boolean mayTell() {
    return toldAt.isEmpty() || node.now().nanos() - toldAt.get() >= PACE.toNanos();
  }

  /** Nothing is left. */
  void heal() {
    healed++;
    if (residue.isPresent()) {
      log.warn("event=residue-healed attempt={}", id);
      residue = Optional.empty();
      told = List.of();
      sendTo(node.reports());
    }
  }

  /** Tells the level to somebody new, if there is something to tell. */
  void sendAgain(Reports reports) {
    if (residue.isPresent()) {
      sendTo(reports);
    }
  }

  private void describe(List<ProcessIdentity> left) {
    if (hangs) {
      tell(left, brief(left));
    } else if (!describing) {
      describing = true;
      long mine = ++asked;
      long before = healed;
      node.describe(shown(left), described -> onDescribed(left, described, before));
      node.at(node.now().nanos() + PATIENCE.toNanos(), () -> onSlow(left, mine, before));
    }
  }

  /** Late, it completes what was told in the meantime. */
  private void onDescribed(List<ProcessIdentity> left, List<Sighting> described, long before) {
    boolean overtaken = hangs && !left.equals(told);
    describing = false;
    hangs = false;
    if (healed == before && !overtaken) {
      tell(left, described);
    }
  }

  private void onSlow(List<ProcessIdentity> left, long mine, long before) {
    if (describing && asked == mine) {
      hangs = true;
      log.warn("event=residue-not-described attempt={}: whoever looks at it hangs", id);
      if (healed == before) {
        tell(left, brief(left));
      }
    }
  }

  private List<Sighting> brief(List<ProcessIdentity> left) {
    return node.processes().describeBriefly(shown(left));
  }

  private static List<ProcessIdentity> shown(List<ProcessIdentity> left) {
    return left.stream().limit(Residue.MAX_PROCESSES).toList();
  }

  private void tell(List<ProcessIdentity> left, List<Sighting> described) {
    if (described.isEmpty()) {
      return; // gone between two looks
    }
    Instant since = residue.map(Residue::since).orElseGet(() -> node.now().wall());
    residue = Optional.of(new Residue(described, left.size(), since));
    told = left;
    toldAt = Optional.of(node.now().nanos());
    log.error(
        "event=residue attempt={} total={} pids={}",
        id,
        left.size(),
        described.stream().map(Sighting::pid).toList());
    sendTo(node.reports());
  }

  private void sendTo(Reports reports) {
    reports.residue(id, residue);
  }
}
