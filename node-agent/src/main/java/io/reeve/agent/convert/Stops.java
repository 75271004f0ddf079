package io.reeve.agent.convert;

import io.reeve.agent.core.Cause;
import io.reeve.agent.core.StopRequest;
import io.reeve.proto.agent.v1.Stop;
import java.util.Optional;

/** Stop orders and causes. */
public final class Stops {
  private static final String CAUSE_PREFIX = "CAUSE_";

  private Stops() {}

  /** From the wire. */
  public static StopRequest fromProto(Stop stop) {
    return new StopRequest(
        fromProto(stop.getCause()),
        stop.getRequestedBy(),
        stop.getMessage(),
        stop.hasAcceptTime()
            ? Optional.of(Values.fromProto(stop.getAcceptTime()))
            : Optional.empty(),
        Values.fromProto(stop.getGracePeriod()),
        stop.getForce());
  }

  /** To the wire. */
  public static io.reeve.proto.v1.Cause toProto(Cause cause) {
    return io.reeve.proto.v1.Cause.valueOf(CAUSE_PREFIX + cause.name());
  }

  /**
   * From the wire; one that is unset or newer than this agent reads as {@link Cause#CANCELED}: it
   * is a stop, after all.
   */
  public static Cause fromProto(io.reeve.proto.v1.Cause cause) {
    for (Cause known : Cause.values()) {
      if (cause == toProto(known)) {
        return known;
      }
    }
    return Cause.CANCELED;
  }
}
