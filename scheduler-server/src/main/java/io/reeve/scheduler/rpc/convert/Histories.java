package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.Timestamp;
import io.reeve.scheduler.core.task.History;
import java.util.Optional;

/** When which state was entered. */
final class Histories {
  private Histories() {}

  /** When a state was entered last; empty when it never was. */
  static Optional<Timestamp> lastTime(History history, Enum<?> state) {
    for (var step = history.size() - 1; step >= 0; step--) {
      if (history.ordinal(step) == state.ordinal()) {
        return Optional.of(time(history, step));
      }
    }
    return Optional.empty();
  }

  static Timestamp time(History history, int step) {
    return Times.toProto(history.time(step));
  }
}
