package io.reeve.scheduler.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reeve.proto.log.v1.JobProto;
import io.reeve.proto.log.v1.NodeProto;
import io.reeve.proto.log.v1.ReplyProto;
import io.reeve.proto.log.v1.SnapshotProto;
import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.cluster.Parameters;
import io.reeve.scheduler.core.cluster.Verdict;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.Cause;
import io.reeve.scheduler.core.task.StartFailure;
import io.reeve.scheduler.core.task.TaskState;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EnumsTest {

  @TestFactory
  Stream<DynamicTest> convert_everyValue_bothWays() {
    return Stream.of(
        bothWays(
            TaskState.values(),
            TaskConverter::toStored,
            TaskConverter::fromStored,
            TaskProto.TaskState.values()),
        bothWays(
            Cause.values(),
            EvidenceConverter::toStored,
            EvidenceConverter::fromStored,
            TaskProto.Cause.values()),
        bothWays(
            StartFailure.Stage.values(),
            EvidenceConverter::toStored,
            EvidenceConverter::fromStored,
            TaskProto.StartStage.values()),
        bothWays(
            JobState.values(),
            JobConverter::toStored,
            JobConverter::fromStored,
            JobProto.JobState.values()),
        bothWays(
            NodeState.values(),
            NodeConverter::toStored,
            NodeConverter::fromStored,
            NodeProto.NodeState.values()),
        bothWays(
            InventoryItem.Stage.values(),
            NodeConverter::toStored,
            NodeConverter::fromStored,
            NodeProto.InventoryStage.values()),
        bothWays(
            Verdict.values(),
            ReplyConverter::toStored,
            ReplyConverter::fromStored,
            ReplyProto.Verdict.values()),
        bothWays(
            Refusal.Reason.values(),
            ReplyConverter::toStored,
            ReplyConverter::fromStored,
            ReplyProto.RefusalReason.values()),
        bothWays(
            Parameters.Name.values(),
            ParametersConverter::toStored,
            ParametersConverter::fromStored,
            SnapshotProto.ParameterName.values()));
  }

  private static <C extends Enum<C>, S extends Enum<S>> DynamicTest bothWays(
      C[] values, Function<C, S> toStored, Function<S, C> fromStored, S[] storedValues) {
    return DynamicTest.dynamicTest(
        values[0].getDeclaringClass().getName(),
        () -> {
          for (var value : values) {
            assertThat(fromStored.apply(toStored.apply(value))).isEqualTo(value);
          }
          assertThat(Arrays.stream(values).map(toStored).map(Enum::name))
              .containsExactlyInAnyOrderElementsOf(
                  Arrays.stream(storedValues)
                      .filter(stored -> !isUnknown(stored))
                      .map(Enum::name)
                      .toList());
          Arrays.stream(storedValues)
              .filter(EnumsTest::isUnknown)
              .forEach(
                  stored ->
                      assertThatExceptionOfType(UnknownValueException.class)
                          .isThrownBy(() -> fromStored.apply(stored)));
        });
  }

  private static boolean isUnknown(Enum<?> stored) {
    return stored.name().equals("UNRECOGNIZED") || stored.name().endsWith("_UNSPECIFIED");
  }
}
