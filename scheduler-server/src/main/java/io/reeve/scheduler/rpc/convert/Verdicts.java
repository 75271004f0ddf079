package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.CancelResult;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.CancelVerdict;
import io.reeve.proto.v1.VerdictCount;
import io.reeve.scheduler.core.cluster.CancelResults;
import io.reeve.scheduler.core.cluster.Verdict;

/** What cancels did. */
final class Verdicts {
  private Verdicts() {}

  static CancelVerdict toProto(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> CancelVerdict.CANCEL_VERDICT_ACCEPTED;
      case CANCELED -> CancelVerdict.CANCEL_VERDICT_CANCELED;
      case ALREADY_CANCELING -> CancelVerdict.CANCEL_VERDICT_ALREADY_CANCELING;
      case ALREADY_ENDED -> CancelVerdict.CANCEL_VERDICT_ALREADY_ENDED;
      case NOT_FOUND -> CancelVerdict.CANCEL_VERDICT_NOT_FOUND;
      case SKIPPED -> CancelVerdict.CANCEL_VERDICT_SKIPPED;
    };
  }

  static CancelTasksResponse toProto(CancelResults results) {
    var response = CancelTasksResponse.newBuilder();
    for (var item : results.items()) {
      response.addResults(
          CancelResult.newBuilder()
              .setTask(TaskIds.toProto(item.task()))
              .setVerdict(toProto(item.verdict())));
    }
    results
        .counts()
        .forEach(
            (verdict, count) ->
                response.addCounts(
                    VerdictCount.newBuilder().setVerdict(toProto(verdict)).setCount(count)));
    return response.build();
  }
}
