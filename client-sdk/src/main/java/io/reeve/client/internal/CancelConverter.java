package io.reeve.client.internal;

import io.reeve.client.model.BulkCancel;
import io.reeve.client.model.CancelOutcome;
import io.reeve.client.model.CancelReport;
import io.reeve.client.model.CancelResult;
import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.TaskCancel;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.CancelTaskResponse;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.VerdictCount;
import java.util.EnumMap;
import java.util.Map;

/** Cancels of tasks and their answers. */
public final class CancelConverter {
  private CancelConverter() {}

  /** The message of a request; without a request id. */
  public static CancelTaskRequest.Builder proto(TaskCancel cancel) {
    var proto =
        CancelTaskRequest.newBuilder()
            .setTask(TaskConverter.proto(cancel.task()))
            .setMessage(cancel.message())
            .setForce(cancel.force());
    cancel.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    return proto;
  }

  /** The message of a request; without a request id. */
  public static CancelTasksRequest.Builder proto(BulkCancel cancel) {
    var proto =
        CancelTasksRequest.newBuilder()
            .setSelector(TaskConverter.proto(cancel.selector()))
            .setMessage(cancel.message())
            .setForce(cancel.force())
            .setOnError(
                cancel.stopOnError()
                    ? CancelTasksRequest.OnError.ON_ERROR_STOP
                    : CancelTasksRequest.OnError.ON_ERROR_CONTINUE)
            .setDryRun(cancel.dryRun());
    cancel.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    return proto;
  }

  /** The value of an answer. */
  public static CancelOutcome model(CancelTaskResponse response) {
    return new CancelOutcome(
        Enums.VERDICT.model(response.getVerdict()), TaskConverter.model(response.getTask()));
  }

  /** The value of an answer. */
  public static CancelReport model(CancelTasksResponse response) {
    Map<CancelVerdict, Long> counts = new EnumMap<>(CancelVerdict.class);
    for (VerdictCount count : response.getCountsList()) {
      counts.merge(Enums.VERDICT.model(count.getVerdict()), count.getCount(), Long::sum);
    }
    return new CancelReport(
        response.getResultsList().stream()
            .map(
                item ->
                    new CancelResult(
                        TaskConverter.model(item.getTask()),
                        Enums.VERDICT.model(item.getVerdict())))
            .toList(),
        counts);
  }

  /** The message of an answer. */
  public static CancelTaskResponse proto(CancelOutcome outcome) {
    return CancelTaskResponse.newBuilder()
        .setVerdict(Enums.VERDICT.proto(outcome.verdict()))
        .setTask(TaskConverter.proto(outcome.task()))
        .build();
  }

  /** The message of an answer; counts in the order of the verdicts. */
  public static CancelTasksResponse proto(CancelReport report) {
    var proto = CancelTasksResponse.newBuilder();
    for (CancelResult result : report.results()) {
      proto
          .addResultsBuilder()
          .setTask(TaskConverter.proto(result.task()))
          .setVerdict(Enums.VERDICT.proto(result.verdict()));
    }
    report.counts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                proto
                    .addCountsBuilder()
                    .setVerdict(Enums.VERDICT.proto(entry.getKey()))
                    .setCount(entry.getValue()));
    return proto.build();
  }
}
