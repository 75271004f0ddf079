package io.reeve.agent.testing;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders for tests. */
public final class TestOrders {
  private TestOrders() {}

  /** Runs a command with nothing special. */
  public static StartOrder command(AttemptId id, String... command) {
    return new StartOrder(
        id,
        "",
        List.of(command),
        Map.of(),
        "",
        "",
        "",
        "",
        1,
        Optional.empty(),
        true,
        StopSignal.SIGTERM,
        "job",
        "owner",
        0,
        Duration.ofMillis(300));
  }

  /** Runs a line of shell. */
  public static StartOrder shell(AttemptId id, String script) {
    return command(id, "/bin/sh", "-c", script);
  }

  /** A user's cancel. */
  public static StopRequest cancel(Duration grace) {
    return new StopRequest(
        Cause.CANCELED,
        "alice",
        "no longer needed",
        Optional.of(Instant.EPOCH),
        grace,
        grace.isZero());
  }
}
