package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.process.ProcessFact;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over everything an earlier start of the agent left: running programs with their endings
 * under way, programs that ended meanwhile, reports not acknowledged; removes files that belong to
 * none of these, and sets aside what cannot be understood. Runner thread only.
 */
final class Adoption {
  private static final Logger log = LoggerFactory.getLogger(Adoption.class);

  private final NodeRunner node;
  private final ProcessControl processes;
  private final Journal journal;
  private final String bootId;

  Adoption(NodeRunner node, Journal journal, String bootId) {
    this.node = node;
    this.processes = node.processes();
    this.journal = journal;
    this.bootId = bootId;
  }

  void run() throws IOException {
    for (EndReport report : journal.unacknowledged()) {
      node.addEnded(report);
    }
    for (Journal.Accepted accepted : journal.accepted()) {
      adopt(accepted);
    }
    for (AttemptId stranger : processes.found()) {
      if (!node.knows(stranger)) {
        tryToAdopt(stranger);
      }
    }
  }

  private void adopt(Journal.Accepted accepted) {
    StartOrder order = accepted.order();
    boolean sameBoot = accepted.bootId().equals(bootId);
    boolean damaged = setAsideIfDamaged(order.id(), true);
    TaskRunner runner = node.add(order);
    if (damaged && sameBoot) {
      runner.orphan(); // it may run, or not: the census will say
      return;
    }
    Optional<ProcessFact> fact = processes.look(order.id());
    log.info(
        "event=adopted attempt={} state={}",
        order.id(),
        fact.map(f -> f.getClass().getSimpleName()).orElse("unclaimed"));
    if (fact.isEmpty() && !sameBoot) {
      fact = Optional.of(new ProcessFact.Rebooted(order.id(), 0, Optional.empty()));
    }
    runner.adopt(fact, processes.ending(order));
  }

  /** One that cannot be cleared up must not keep the agent from looking after the others. */
  private void tryToAdopt(AttemptId stranger) {
    try {
      adoptStranger(stranger);
    } catch (IOException e) {
      log.error("event=stranger-kept attempt={} reason=\"{}\"", stranger, e.toString());
    }
  }

  /** Left over from a crash before the acceptance was durable, or after the acknowledgement. */
  private void adoptStranger(AttemptId id) throws IOException {
    if (setAsideIfDamaged(id, false)) {
      return; // the census finds what it has running
    }
    if (processes.prevent(id) || processes.look(id).filter(Adoption::isOver).isPresent()) {
      processes.forget(id);
    } else {
      log.error("event=stranger attempt={}: runs, and is not in the journal; being ended", id);
      node.add(Orders.unknown(id)).adopt(processes.look(id), Optional.empty());
      node.stop(id, StopRequest.own(Cause.NODE_LOST, "not in the journal", Duration.ZERO));
    }
  }

  /** Whether it is damaged; where it cannot be moved it stays, and nothing is believed of it. */
  private boolean setAsideIfDamaged(AttemptId id, boolean accepted) {
    Optional<String> damage = processes.damage(id, accepted);
    if (damage.isPresent()) {
      log.error("event=attempt-set-aside attempt={} reason=\"{}\"", id, damage.get());
      try {
        processes.setAside(id);
      } catch (IOException e) {
        log.error("event=attempt-not-set-aside attempt={} reason=\"{}\"", id, e.toString());
      }
    }
    return damage.isPresent();
  }

  private static boolean isOver(ProcessFact fact) {
    return fact instanceof ProcessFact.Gone
        || fact instanceof ProcessFact.NotStarted
        || fact instanceof ProcessFact.Rebooted;
  }
}
