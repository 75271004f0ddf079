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
 */
final class ResidueWatch {
  private static final Logger log = LoggerFactory.getLogger(ResidueWatch.class);

  /** Changes are told no sooner after one another: each is logged by the head node. */
  static final Duration PACE = Duration.ofSeconds(5);

  private final AttemptId id;
  private final NodeRunner node;

  private List<ProcessIdentity> told = List.of(); // empty: nothing is left, as far as was told
  private Optional<Residue> residue = Optional.empty();
  private long toldAt;

  ResidueWatch(AttemptId id, NodeRunner node) {
    this.id = id;
    this.node = node;
  }

  /** The attempt was killed for longer than the kill timeout, and perhaps is still there. */
  void look(RunningProcess process) {
    List<ProcessIdentity> left = node.containmentPort().remaining(process);
    if (left.isEmpty()) {
      heal(); // its end is not told yet, for example because its supervisor is stopped
    } else if (residue.isEmpty()
        || (!left.equals(told) && node.now().nanos() - toldAt >= PACE.toNanos())) {
      tell(left);
    }
  }

  /** Nothing is left. */
  void heal() {
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

  private void tell(List<ProcessIdentity> left) {
    List<Sighting> described =
        node.processes().describe(left.stream().limit(Residue.MAX_PROCESSES).toList());
    if (described.isEmpty()) {
      return; // gone between two looks
    }
    Instant since = residue.map(Residue::since).orElseGet(() -> node.now().wall());
    residue = Optional.of(new Residue(described, left.size(), since));
    told = left;
    toldAt = node.now().nanos();
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
