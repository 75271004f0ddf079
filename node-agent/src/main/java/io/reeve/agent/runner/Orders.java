package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stand-ins for orders and reports that are not known any more. */
final class Orders {
  private static final String PAST = "its end was acknowledged before, and nothing was kept of it";

  private Orders() {}

  /** For an attempt of which only the number matters from now on. */
  static StartOrder unknown(AttemptId id) {
    return new StartOrder(
        id,
        "",
        List.of("unknown"),
        Map.of(),
        "",
        "",
        "",
        "",
        1,
        Optional.empty(),
        false,
        StopSignal.SIGTERM,
        "",
        "",
        0,
        Duration.ZERO);
  }

  /**
   * For an attempt whose end was acknowledged: nothing starts it again, and what was known of it is
   * gone, so whether it ever ran is not said.
   */
  static EndReport past(AttemptId id) {
    KillRecord record =
        new KillRecord(
            Cause.NODE_LOST,
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            0,
            PAST,
            "",
            false);
    return new EndReport(
        id,
        false,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.of(new ExitEvidence.Unknown(PAST)),
        Cause.NODE_LOST,
        Optional.of(record),
        "",
        "",
        Optional.empty(),
        0);
  }
}
