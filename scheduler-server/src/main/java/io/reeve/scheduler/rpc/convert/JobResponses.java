package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.AddTasksResponse;
import io.reeve.proto.v1.CancelJobResponse;
import io.reeve.proto.v1.CreateJobResponse;
import io.reeve.proto.v1.GetJobResponse;
import io.reeve.proto.v1.SubmitJobResponse;
import io.reeve.proto.v1.WaitJobResponse;
import io.reeve.scheduler.core.cluster.Reply;
import java.util.stream.IntStream;

/** Responses of JobService. What was refused throws RpcException. */
public final class JobResponses {
  private JobResponses() {}

  /** A job was created. */
  public static CreateJobResponse created(Reply reply) {
    var accepted = Replies.expect(Reply.JobAccepted.class, reply);
    return CreateJobResponse.newBuilder().setJobId(accepted.job()).build();
  }

  /** Tasks were added. */
  public static AddTasksResponse added(Reply reply) {
    var added = Replies.expect(Reply.TasksAdded.class, reply);
    return AddTasksResponse.newBuilder()
        .addAllTaskIds(
            IntStream.range(added.first(), added.first() + added.count()).boxed().toList())
        .build();
  }

  /** A job was submitted. */
  public static SubmitJobResponse submitted(Reply reply) {
    var accepted = Replies.expect(Reply.JobAccepted.class, reply);
    return SubmitJobResponse.newBuilder()
        .setJobId(accepted.job())
        .setTaskCount(accepted.tasks())
        .build();
  }

  /** A cancel was accepted. */
  public static CancelJobResponse canceled(Applied<Lookup<JobSnapshot>> applied) {
    Replies.expect(Reply.Done.class, applied.reply());
    return CancelJobResponse.newBuilder().setJob(applied.after().get().toProto()).build();
  }

  /** A job. */
  public static GetJobResponse got(Lookup<JobSnapshot> found) {
    return GetJobResponse.newBuilder().setJob(found.get().toProto()).build();
  }

  /** A job that ended, or did not in time. */
  public static WaitJobResponse waited(JobSnapshot job) {
    return WaitJobResponse.newBuilder().setJob(job.toProto()).setDone(job.isFinal()).build();
  }
}
