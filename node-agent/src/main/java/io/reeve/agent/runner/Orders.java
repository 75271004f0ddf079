package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stand-ins for orders that are not known any more. */
final class Orders {
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
}
