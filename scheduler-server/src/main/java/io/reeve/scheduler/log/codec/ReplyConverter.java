package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.ReplyProto;
import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.cluster.CancelResults;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.cluster.Verdict;
import java.util.EnumMap;

/** Answers that are remembered. Refusals are not today, but their form is fixed all the same. */
final class ReplyConverter {
  private static final Reply.Done DONE = new Reply.Done();

  private ReplyConverter() {}

  static ReplyProto.Reply toStored(Reply reply) {
    var stored = ReplyProto.Reply.newBuilder();
    if (reply instanceof Reply.Refused refused) {
      stored.setRefused(
          ReplyProto.Refused.newBuilder()
              .setReason(toStored(refused.refusal().reason()))
              .addAllDetails(Values.toStored(refused.refusal().details())));
    } else if (reply instanceof Reply.JobAccepted accepted) {
      stored.setJobAccepted(
          ReplyProto.JobAccepted.newBuilder().setJob(accepted.job()).setTasks(accepted.tasks()));
    } else if (reply instanceof Reply.TasksAdded added) {
      stored.setTasksAdded(
          ReplyProto.TasksAdded.newBuilder().setFirst(added.first()).setCount(added.count()));
    } else if (reply instanceof Reply.TasksCanceled canceled) {
      stored.setTasksCanceled(toStored(canceled.results()));
    } else if (reply instanceof Reply.Done) {
      stored.setDone(ReplyProto.Done.getDefaultInstance());
    } else if (reply instanceof Reply.Stale stale) {
      stored.setStale(ReplyProto.Stale.newBuilder().setItems(stale.items()));
    } else {
      throw new IllegalStateException("cannot store " + reply);
    }
    return stored.build();
  }

  static Reply fromStored(ReplyProto.Reply stored) {
    return switch (stored.getReplyCase()) {
      case REFUSED ->
          new Reply.Refused(
              new Refusal(
                  fromStored(stored.getRefused().getReason()),
                  Values.fromStored(stored.getRefused().getDetailsList())));
      case JOB_ACCEPTED ->
          new Reply.JobAccepted(
              stored.getJobAccepted().getJob(), stored.getJobAccepted().getTasks());
      case TASKS_ADDED ->
          new Reply.TasksAdded(
              stored.getTasksAdded().getFirst(), stored.getTasksAdded().getCount());
      case TASKS_CANCELED -> new Reply.TasksCanceled(fromStored(stored.getTasksCanceled()));
      case DONE -> DONE;
      case STALE -> new Reply.Stale(stored.getStale().getItems());
      case REPLY_NOT_SET -> throw new UnknownValueException("reply");
    };
  }

  private static ReplyProto.TasksCanceled toStored(CancelResults results) {
    var stored = ReplyProto.TasksCanceled.newBuilder();
    results
        .items()
        .forEach(
            item ->
                stored.addItems(
                    ReplyProto.TasksCanceled.Item.newBuilder()
                        .setTask(Values.toStored(item.task()))
                        .setVerdict(toStored(item.verdict()))));
    results
        .counts()
        .forEach(
            (verdict, tasks) ->
                stored.addCounts(
                    ReplyProto.TasksCanceled.Count.newBuilder()
                        .setVerdict(toStored(verdict))
                        .setTasks(tasks)));
    return stored.build();
  }

  private static CancelResults fromStored(ReplyProto.TasksCanceled stored) {
    var counts = new EnumMap<Verdict, Long>(Verdict.class);
    stored
        .getCountsList()
        .forEach(count -> counts.put(fromStored(count.getVerdict()), count.getTasks()));
    return new CancelResults(
        stored.getItemsList().stream()
            .map(
                item ->
                    new CancelResults.Item(
                        Values.fromStored(item.getTask()), fromStored(item.getVerdict())))
            .toList(),
        counts);
  }

  static ReplyProto.Verdict toStored(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> ReplyProto.Verdict.VERDICT_ACCEPTED;
      case CANCELED -> ReplyProto.Verdict.VERDICT_CANCELED;
      case ALREADY_CANCELING -> ReplyProto.Verdict.VERDICT_ALREADY_CANCELING;
      case ALREADY_ENDED -> ReplyProto.Verdict.VERDICT_ALREADY_ENDED;
      case NOT_FOUND -> ReplyProto.Verdict.VERDICT_NOT_FOUND;
      case SKIPPED -> ReplyProto.Verdict.VERDICT_SKIPPED;
    };
  }

  static Verdict fromStored(ReplyProto.Verdict stored) {
    return switch (stored) {
      case VERDICT_ACCEPTED -> Verdict.ACCEPTED;
      case VERDICT_CANCELED -> Verdict.CANCELED;
      case VERDICT_ALREADY_CANCELING -> Verdict.ALREADY_CANCELING;
      case VERDICT_ALREADY_ENDED -> Verdict.ALREADY_ENDED;
      case VERDICT_NOT_FOUND -> Verdict.NOT_FOUND;
      case VERDICT_SKIPPED -> Verdict.SKIPPED;
      case VERDICT_UNSPECIFIED, UNRECOGNIZED -> throw new UnknownValueException("verdict");
    };
  }

  static ReplyProto.RefusalReason toStored(Refusal.Reason reason) {
    return switch (reason) {
      case JOB_NOT_FOUND -> ReplyProto.RefusalReason.REFUSAL_REASON_JOB_NOT_FOUND;
      case TASK_NOT_FOUND -> ReplyProto.RefusalReason.REFUSAL_REASON_TASK_NOT_FOUND;
      case NODE_NOT_FOUND -> ReplyProto.RefusalReason.REFUSAL_REASON_NODE_NOT_FOUND;
      case PARAMETER_NOT_FOUND -> ReplyProto.RefusalReason.REFUSAL_REASON_PARAMETER_NOT_FOUND;
      case INVALID_FIELD -> ReplyProto.RefusalReason.REFUSAL_REASON_INVALID_FIELD;
      case TASK_ALREADY_ENDED -> ReplyProto.RefusalReason.REFUSAL_REASON_TASK_ALREADY_ENDED;
      case JOB_ALREADY_ENDED -> ReplyProto.RefusalReason.REFUSAL_REASON_JOB_ALREADY_ENDED;
      case JOB_NOT_CONFIGURING -> ReplyProto.RefusalReason.REFUSAL_REASON_JOB_NOT_CONFIGURING;
      case NODE_STATE -> ReplyProto.RefusalReason.REFUSAL_REASON_NODE_STATE;
      case NEVER_FITS -> ReplyProto.RefusalReason.REFUSAL_REASON_NEVER_FITS;
      case REQUEST_ID_REUSED -> ReplyProto.RefusalReason.REFUSAL_REASON_REQUEST_ID_REUSED;
    };
  }

  static Refusal.Reason fromStored(ReplyProto.RefusalReason stored) {
    return switch (stored) {
      case REFUSAL_REASON_JOB_NOT_FOUND -> Refusal.Reason.JOB_NOT_FOUND;
      case REFUSAL_REASON_TASK_NOT_FOUND -> Refusal.Reason.TASK_NOT_FOUND;
      case REFUSAL_REASON_NODE_NOT_FOUND -> Refusal.Reason.NODE_NOT_FOUND;
      case REFUSAL_REASON_PARAMETER_NOT_FOUND -> Refusal.Reason.PARAMETER_NOT_FOUND;
      case REFUSAL_REASON_INVALID_FIELD -> Refusal.Reason.INVALID_FIELD;
      case REFUSAL_REASON_TASK_ALREADY_ENDED -> Refusal.Reason.TASK_ALREADY_ENDED;
      case REFUSAL_REASON_JOB_ALREADY_ENDED -> Refusal.Reason.JOB_ALREADY_ENDED;
      case REFUSAL_REASON_JOB_NOT_CONFIGURING -> Refusal.Reason.JOB_NOT_CONFIGURING;
      case REFUSAL_REASON_NODE_STATE -> Refusal.Reason.NODE_STATE;
      case REFUSAL_REASON_NEVER_FITS -> Refusal.Reason.NEVER_FITS;
      case REFUSAL_REASON_REQUEST_ID_REUSED -> Refusal.Reason.REQUEST_ID_REUSED;
      case REFUSAL_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new UnknownValueException("refusal reason");
    };
  }
}
