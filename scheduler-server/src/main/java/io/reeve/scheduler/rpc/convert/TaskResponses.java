package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.CancelTaskResponse;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.GetTaskResponse;
import io.reeve.proto.v1.WaitTaskResponse;
import io.reeve.scheduler.core.cluster.CancelResults;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.cluster.Verdict;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.List;

/** Responses of TaskService. What was refused throws RpcException. */
public final class TaskResponses {
  private TaskResponses() {}

  /** A task. */
  public static GetTaskResponse got(Lookup<TaskSnapshot> found) {
    return GetTaskResponse.newBuilder().setTask(found.get().toProto()).build();
  }

  /** The one task of a cancel. */
  public static CancelTaskResponse canceled(Applied<Lookup<TaskSnapshot>> applied) {
    var results = Replies.expect(Reply.TasksCanceled.class, applied.reply()).results();
    var item = results.items().get(0);
    return switch (item.verdict()) {
      case ACCEPTED, CANCELED, ALREADY_CANCELING -> canceled(item.verdict(), applied.after().get());
      case ALREADY_ENDED ->
          throw RpcException.taskAlreadyEnded(item.task(), applied.after().get().task().state());
      case NOT_FOUND -> throw notFound(item, applied.after());
      case SKIPPED -> throw new IllegalStateException("the only item was skipped");
    };
  }

  private static CancelTaskResponse canceled(Verdict verdict, TaskSnapshot task) {
    return CancelTaskResponse.newBuilder()
        .setVerdict(Verdicts.toProto(verdict))
        .setTask(task.toProto())
        .build();
  }

  /**
   * Whether the job or only the task is missing; a repeated request keeps its answer if it came to
   * be since.
   */
  private static RpcException notFound(CancelResults.Item item, Lookup<TaskSnapshot> after) {
    try {
      after.get();
    } catch (RpcException missing) {
      return missing;
    }
    return RpcException.taskNotFound(item.task());
  }

  /** The tasks of a cancel. */
  public static CancelTasksResponse canceledMany(Reply reply) {
    return Verdicts.toProto(Replies.expect(Reply.TasksCanceled.class, reply).results());
  }

  /** What a cancel would come to. */
  public static CancelTasksResponse previewed(CancelResults results) {
    return Verdicts.toProto(results);
  }

  /** Tasks that ended, or did not in time. */
  public static WaitTaskResponse waited(List<TaskSnapshot> tasks) {
    return WaitTaskResponse.newBuilder()
        .addAllTasks(tasks.stream().map(TaskSnapshot::toProto).toList())
        .setDone(tasks.stream().allMatch(TaskSnapshot::isFinal))
        .build();
  }
}
