package io.reeve.client.internal;

import io.reeve.client.model.Explanation;
import io.reeve.client.model.TaskExplanation;
import io.reeve.proto.v1.ExplainTaskResponse;
import java.util.Optional;

/** Why tasks are where they are. Total in both directions. */
public final class ExplanationConverter {
  private ExplanationConverter() {}

  /** The value of a message. */
  public static TaskExplanation model(ExplainTaskResponse response) {
    return new TaskExplanation(
        Enums.TASK_STATE.model(response.getState()),
        response.getExplanationsList().stream().map(ExplanationConverter::model).toList());
  }

  /** The message of a value. */
  public static ExplainTaskResponse proto(TaskExplanation explanation) {
    return ExplainTaskResponse.newBuilder()
        .setState(Enums.TASK_STATE.proto(explanation.state()))
        .addAllExplanations(
            explanation.explanations().stream().map(ExplanationConverter::proto).toList())
        .build();
  }

  private static Explanation model(io.reeve.proto.v1.Explanation explanation) {
    return new Explanation(
        Enums.REASON.model(explanation.getReason()),
        explanation.getText(),
        Times.optional(explanation.hasUntilTime(), explanation.getUntilTime()),
        explanation.hasResidue()
            ? Optional.of(ProcessConverter.model(explanation.getResidue()))
            : Optional.empty());
  }

  private static io.reeve.proto.v1.Explanation proto(Explanation explanation) {
    var proto =
        io.reeve.proto.v1.Explanation.newBuilder()
            .setReason(Enums.REASON.proto(explanation.reason()))
            .setText(explanation.text());
    explanation.untilTime().map(Times::proto).ifPresent(proto::setUntilTime);
    explanation.residue().map(ProcessConverter::proto).ifPresent(proto::setResidue);
    return proto.build();
  }
}
