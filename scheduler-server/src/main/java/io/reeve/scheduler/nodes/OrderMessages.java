package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Start;
import io.reeve.proto.agent.v1.Stop;
import io.reeve.proto.v1.ExitCodeRange;
import io.reeve.proto.v1.TaskSpec;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.Order;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Cause;
import java.time.Duration;
import java.time.Instant;

/** Orders as messages to an agent. */
final class OrderMessages {
  /** How old a request may be and still count as told at once: see {@link #graceLeft}. */
  static final Duration PROMPT = Duration.ofSeconds(1);

  private OrderMessages() {}

  static ConnectResponse of(Order order, long term, Instant now) {
    var response = ConnectResponse.newBuilder();
    if (order instanceof Order.Start start) {
      response.setStart(start(start, term));
    } else if (order instanceof Order.Stop stop) {
      response.setStop(stop(stop, term, now));
    } else {
      throw new IllegalArgumentException("no message for " + order);
    }
    return response.build();
  }

  private static Start start(Order.Start order, long term) {
    return Start.newBuilder()
        .setAttempt(Protos.of(order.attempt()))
        .setSpec(of(order.task().spec()))
        .setTerm(term)
        .setJobName(order.job().spec().name())
        .setOwner(order.job().owner())
        .setRetryCount(order.attempt().number() - 1)
        .setGracePeriod(Protos.of(order.grace()))
        .build();
  }

  private static Stop stop(Order.Stop order, long term, Instant now) {
    var cancellation = order.cancellation();
    return Stop.newBuilder()
        .setAttempt(Protos.of(order.attempt()))
        .setTerm(term)
        .setGracePeriod(Protos.of(graceLeft(cancellation, now)))
        .setCause(of(cancellation.cause()))
        .setRequestedBy(cancellation.requestedBy())
        .setMessage(cancellation.message())
        .setAcceptTime(Protos.of(cancellation.acceptedAt()))
        .setForce(cancellation.force())
        .build();
  }

  /**
   * The grace period to send now.
   *
   * <p>The agent counts it from the moment the first Stop arrives, by its own clock, because the
   * two machines' clocks may differ. Sent promptly, the task gets exactly what was promised: taking
   * the milliseconds since the accept off would make every task die a little early. Sent late,
   * because the head or the network was down, the task gets what is left until the first deadline:
   * an accepted cancel is never put off by an accident.
   */
  static Duration graceLeft(Cancellation cancellation, Instant now) {
    if (cancellation.force()) {
      return Duration.ZERO;
    }
    var age = Duration.between(cancellation.acceptedAt(), now);
    if (age.compareTo(PROMPT) <= 0) { // or negative: the date was set back
      return cancellation.grace();
    }
    var left = cancellation.grace().minus(age);
    return left.isNegative() ? Duration.ZERO : left;
  }

  static TaskSpec of(io.reeve.scheduler.core.task.TaskSpec spec) {
    var proto =
        TaskSpec.newBuilder()
            .setName(spec.name())
            .addAllCommand(spec.command())
            .putAllEnv(spec.env())
            .setWorkDir(spec.workDir())
            .setStdinPath(spec.stdin())
            .setStdoutPath(spec.stdout())
            .setStderrPath(spec.stderr())
            .setResources(of(spec.resources()))
            .setRerunnable(spec.rerunnable())
            .setStopSignal(spec.stopSignal());
    var grace = spec.grace();
    if (grace != null) {
      proto.setGracePeriod(Protos.of(grace));
    }
    var timeLimit = spec.timeLimit();
    if (timeLimit != null) {
      proto.setTimeLimit(Protos.of(timeLimit));
    }
    for (var range : spec.validExitCodes()) {
      proto.addValidExitCodes(
          ExitCodeRange.newBuilder().setFirst(range.first()).setLast(range.last()));
    }
    return proto.build();
  }

  static io.reeve.proto.v1.Resources of(Resources resources) {
    return io.reeve.proto.v1.Resources.newBuilder()
        .setCores(resources.cores())
        .setMemoryBytes(resources.memoryBytes())
        .putAllNamed(resources.named())
        .build();
  }

  static io.reeve.proto.v1.Cause of(Cause cause) {
    return switch (cause) {
      case EXITED -> io.reeve.proto.v1.Cause.CAUSE_EXITED;
      case CANCELED -> io.reeve.proto.v1.Cause.CAUSE_CANCELED;
      case JOB_CANCELED -> io.reeve.proto.v1.Cause.CAUSE_JOB_CANCELED;
      case TIME_LIMIT -> io.reeve.proto.v1.Cause.CAUSE_TIME_LIMIT;
      case OUT_OF_MEMORY -> io.reeve.proto.v1.Cause.CAUSE_OUT_OF_MEMORY;
      case NODE_LOST -> io.reeve.proto.v1.Cause.CAUSE_NODE_LOST;
      case START_FAILED -> io.reeve.proto.v1.Cause.CAUSE_START_FAILED;
      case PREEMPTED -> io.reeve.proto.v1.Cause.CAUSE_PREEMPTED;
      case DEPENDENCY_FAILED -> io.reeve.proto.v1.Cause.CAUSE_DEPENDENCY_FAILED;
      case JOB_FAILED -> io.reeve.proto.v1.Cause.CAUSE_JOB_FAILED;
    };
  }
}
