package io.reeve.scheduler.rpc.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.CancelVerdict;
import io.reeve.scheduler.core.cluster.Verdict;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskState;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every value of every enum, both ways; the names agree, so nothing can be crossed. */
class EnumsTest {
  @Test
  void taskStates_bothWays_agree() {
    for (var state : TaskState.values()) {
      assertThat(States.toProto(state).name()).isEqualTo("TASK_STATE_" + state);
      assertThat(States.toCore(States.toProto(state))).contains(state);
    }
    assertThat(withoutCore(io.reeve.proto.v1.TaskState.values(), s -> States.toCore(s).isEmpty()))
        .containsExactlyInAnyOrder("TASK_STATE_UNSPECIFIED", "UNRECOGNIZED");
  }

  @Test
  void jobStates_bothWays_agree() {
    for (var state : JobState.values()) {
      assertThat(States.toProto(state).name()).isEqualTo("JOB_STATE_" + state);
      assertThat(States.toCore(States.toProto(state))).contains(state);
    }
    assertThat(withoutCore(io.reeve.proto.v1.JobState.values(), s -> States.toCore(s).isEmpty()))
        .containsExactlyInAnyOrder(
            "JOB_STATE_UNSPECIFIED", "JOB_STATE_EXTERNAL_VALIDATION", "UNRECOGNIZED");
  }

  @Test
  void nodeStates_bothWays_agree() {
    for (var state : NodeState.values()) {
      assertThat(States.toProto(state).name()).isEqualTo("NODE_STATE_" + state);
      assertThat(States.toCore(States.toProto(state))).contains(state);
    }
    assertThat(withoutCore(io.reeve.proto.v1.NodeState.values(), s -> States.toCore(s).isEmpty()))
        .containsExactlyInAnyOrder("NODE_STATE_UNSPECIFIED", "UNRECOGNIZED");
  }

  @Test
  void causes_bothWays_agree() {
    for (var cause : Cause.values()) {
      assertThat(Causes.toProto(cause).name()).isEqualTo("CAUSE_" + cause);
      assertThat(Causes.toCore(Causes.toProto(cause))).contains(cause);
    }
    assertThat(Causes.toProto(null)).isEqualTo(io.reeve.proto.v1.Cause.CAUSE_UNSPECIFIED);
    assertThat(withoutCore(io.reeve.proto.v1.Cause.values(), c -> Causes.toCore(c).isEmpty()))
        .containsExactlyInAnyOrder("CAUSE_UNSPECIFIED", "UNRECOGNIZED");
  }

  @Test
  void verdictsAndStages_towardsCallers_agree() {
    for (var verdict : Verdict.values()) {
      assertThat(Verdicts.toProto(verdict))
          .isEqualTo(CancelVerdict.valueOf("CANCEL_VERDICT_" + verdict));
    }
    for (var stage : StartFailure.Stage.values()) {
      assertThat(Evidence.toProto(stage).name()).isEqualTo("STAGE_" + stage);
    }
  }

  private static <E extends Enum<E>> Set<String> withoutCore(
      E[] values, java.util.function.Predicate<E> isEmpty) {
    return Arrays.stream(values).filter(isEmpty).map(Enum::name).collect(Collectors.toSet());
  }
}
