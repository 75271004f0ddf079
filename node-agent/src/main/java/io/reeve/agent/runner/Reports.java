package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Residue;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the runner tells what becomes of attempts: the link to the head node. While there is no
 * link, reports are dropped; the inventory of the next join makes up for it. Runner thread only.
 */
public interface Reports {
  /** The program was executed. */
  void started(AttemptId id, long pid, Instant startTime, String stdout, String stderr);

  /** The program ended and processes it left behind are being ended. */
  void finishing(AttemptId id, ExitEvidence exit, Instant exitTime);

  /** What a kill has not ended in time; empty when nothing is left any more. */
  void residue(AttemptId id, Optional<Residue> residue);

  /** The attempt is over; the report is durable here. */
  void ended(EndReport report);
}
