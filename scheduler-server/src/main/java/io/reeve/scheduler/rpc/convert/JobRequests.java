package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.WaitJobRequest;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Command;
import java.time.Duration;

/**
 * Requests of JobService: checked, then as the engine takes them. Refused ones throw RpcException.
 */
public final class JobRequests {
  private JobRequests() {}

  /** A job to create for {@code owner}. */
  public static Command create(CreateJobRequest request, String owner) {
    var bad = new Violations();
    JobSpecs.check(request.getJob(), "job", bad);
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    return new Command.CreateJob(
        RequestIds.key(request, request.getRequestId()), owner, JobSpecs.toCore(request.getJob()));
  }

  /** Tasks to add. */
  public static Command addTasks(AddTasksRequest request) {
    var bad = new Violations();
    TaskIds.checkJob(request.getJobId(), "job_id", bad);
    bad.require(request.getTasksCount() > 0, "tasks", "at least one task");
    TaskSpecs.check(request.getTasksList(), "tasks", bad);
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    TaskSpecs.requireSupported(request.getTasksList(), "tasks");
    return new Command.AddTasks(
        RequestIds.key(request, request.getRequestId()),
        request.getJobId(),
        TaskSpecs.toCore(request.getTasksList()));
  }

  /** A job to submit: one that is there already, or a new one for {@code owner}. */
  public static Command submit(SubmitJobRequest request, String owner) {
    return request.getJobId() == 0 ? submitNew(request, owner) : submitKnown(request);
  }

  private static Command submitKnown(SubmitJobRequest request) {
    var bad = new Violations();
    TaskIds.checkJob(request.getJobId(), "job_id", bad);
    bad.require(!request.hasJob(), "job", "only with job_id 0");
    bad.require(request.getTasksCount() == 0, "tasks", "only with job_id 0");
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    return new Command.SubmitJob(
        RequestIds.key(request, request.getRequestId()),
        request.getJobId(),
        request.getRefuseIfNeverFits());
  }

  private static Command submitNew(SubmitJobRequest request, String owner) {
    var bad = new Violations();
    JobSpecs.check(request.getJob(), "job", bad);
    TaskSpecs.check(request.getTasksList(), "tasks", bad);
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    TaskSpecs.requireSupported(request.getTasksList(), "tasks");
    return new Command.SubmitNewJob(
        RequestIds.key(request, request.getRequestId()),
        owner,
        JobSpecs.toCore(request.getJob()),
        TaskSpecs.toCore(request.getTasksList()),
        request.getRefuseIfNeverFits());
  }

  /** A job to cancel, on behalf of {@code caller}. */
  public static Command cancel(CancelJobRequest request, String caller) {
    var bad = new Violations();
    var graceCounts = request.hasGracePeriod() && !request.getForce() && !request.getGraceful();
    TaskIds.checkJob(request.getJobId(), "job_id", bad);
    Texts.checkMessage(request.getMessage(), "message", bad);
    bad.require(
        !request.getForce() || !request.getGraceful(), "graceful", "not together with force");
    if (graceCounts) {
      Graces.check(request.getGracePeriod(), "grace_period", bad);
    }
    RequestIds.check(request.getRequestId(), bad);
    bad.refuse();
    return new Command.CancelJob(
        RequestIds.key(request, request.getRequestId()),
        request.getJobId(),
        new CancelOrder(
            caller,
            request.getMessage(),
            request.getForce(),
            Times.toCore(graceCounts, request.getGracePeriod())),
        request.getGraceful());
  }

  /** A job to look at. */
  public static long get(GetJobRequest request) {
    var bad = new Violations();
    TaskIds.checkJob(request.getJobId(), "job_id", bad);
    bad.refuse();
    return request.getJobId();
  }

  /** How long to wait for a job. */
  public static Duration waitTime(WaitJobRequest request) {
    var bad = new Violations();
    TaskIds.checkJob(request.getJobId(), "job_id", bad);
    WaitTimes.check(request.hasTimeout(), request.getTimeout(), bad);
    bad.refuse();
    return WaitTimes.toCore(request.hasTimeout(), request.getTimeout());
  }
}
