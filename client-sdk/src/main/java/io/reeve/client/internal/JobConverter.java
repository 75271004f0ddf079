package io.reeve.client.internal;

import io.reeve.client.model.Job;
import io.reeve.client.model.JobCancel;
import io.reeve.client.model.JobId;
import io.reeve.client.model.JobQuery;
import io.reeve.client.model.JobSpec;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.JobTransition;
import io.reeve.client.model.TaskCounts;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.ListJobsRequest;
import io.reeve.proto.v1.SubmitJobRequest;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Jobs and the requests about them. Total in both directions. */
public final class JobConverter {
  private JobConverter() {}

  /** The value of a message. */
  public static Job model(io.reeve.proto.v1.Job job) {
    return new Job(
        JobId.of(job.getId()),
        Enums.JOB_STATE.model(job.getState()),
        job.getMessage(),
        model(job.getSpec()),
        job.getOwner(),
        model(job.getCounts()),
        job.hasCancellation()
            ? Optional.of(EvidenceConverter.model(job.getCancellation()))
            : Optional.empty(),
        Times.required(job.hasCreateTime(), job.getCreateTime()),
        Times.optional(job.hasSubmitTime(), job.getSubmitTime()),
        Times.optional(job.hasStartTime(), job.getStartTime()),
        Times.optional(job.hasEndTime(), job.getEndTime()),
        job.getHistoryList().stream().map(JobConverter::model).toList());
  }

  /** The message of a value. */
  public static io.reeve.proto.v1.Job proto(Job job) {
    var proto =
        io.reeve.proto.v1.Job.newBuilder()
            .setId(job.id().value())
            .setState(Enums.JOB_STATE.proto(job.state()))
            .setMessage(job.message())
            .setSpec(proto(job.spec()))
            .setOwner(job.owner())
            .setCounts(proto(job.counts()));
    job.cancellation().map(EvidenceConverter::proto).ifPresent(proto::setCancellation);
    Times.required(job.createTime()).ifPresent(proto::setCreateTime);
    job.submitTime().map(Times::proto).ifPresent(proto::setSubmitTime);
    job.startTime().map(Times::proto).ifPresent(proto::setStartTime);
    job.endTime().map(Times::proto).ifPresent(proto::setEndTime);
    job.history().forEach(step -> proto.addHistory(proto(step)));
    return proto.build();
  }

  static JobSpec model(io.reeve.proto.v1.JobSpec spec) {
    return new JobSpec(
        spec.getName(),
        spec.hasPriority() ? OptionalInt.of(spec.getPriority()) : OptionalInt.empty(),
        Times.duration(spec.hasGracePeriod(), spec.getGracePeriod()),
        spec.getFailOnTaskFailure(),
        spec.getProject());
  }

  /** The message of a spec. */
  public static io.reeve.proto.v1.JobSpec proto(JobSpec spec) {
    var proto =
        io.reeve.proto.v1.JobSpec.newBuilder()
            .setName(spec.name())
            .setFailOnTaskFailure(spec.failOnTaskFailure())
            .setProject(spec.project());
    spec.priority().ifPresent(proto::setPriority);
    spec.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    return proto.build();
  }

  /**
   * The value of a request.
   *
   * @throws IllegalArgumentException if its request id is not a UUID or its job id negative
   */
  public static JobSubmission model(SubmitJobRequest request) {
    return new JobSubmission(
        request.getJobId() == 0 ? Optional.empty() : Optional.of(JobId.of(request.getJobId())),
        request.hasJob() ? Optional.of(model(request.getJob())) : Optional.empty(),
        request.getTasksList().stream().map(TaskConverter::model).toList(),
        request.getRefuseIfNeverFits(),
        request.getRequestId().isEmpty()
            ? Optional.empty()
            : Optional.of(UUID.fromString(request.getRequestId())));
  }

  /** The message of a request. */
  public static SubmitJobRequest proto(JobSubmission submission) {
    var proto = SubmitJobRequest.newBuilder().setRefuseIfNeverFits(submission.refuseIfNeverFits());
    submission.jobId().ifPresent(job -> proto.setJobId(job.value()));
    submission.job().map(JobConverter::proto).ifPresent(proto::setJob);
    submission.tasks().forEach(task -> proto.addTasks(TaskConverter.proto(task)));
    submission.requestId().map(UUID::toString).ifPresent(proto::setRequestId);
    return proto.build();
  }

  /** The message of a query. */
  public static ListJobsRequest proto(JobQuery query) {
    var proto =
        ListJobsRequest.newBuilder()
            .setOwner(query.owner())
            .setName(query.name())
            .setPageSize(query.pageSize())
            .setPageToken(query.pageToken())
            .setNewestFirst(query.newestFirst());
    query.states().stream().sorted().map(Enums.JOB_STATE::proto).forEach(proto::addStates);
    return proto.build();
  }

  /** The message of a request; without a request id. */
  public static CancelJobRequest.Builder proto(JobCancel cancel) {
    var proto =
        CancelJobRequest.newBuilder()
            .setJobId(cancel.job().value())
            .setMessage(cancel.message())
            .setForce(cancel.force())
            .setGraceful(cancel.graceful());
    cancel.gracePeriod().map(Times::proto).ifPresent(proto::setGracePeriod);
    return proto;
  }

  static TaskCounts model(io.reeve.proto.v1.TaskCounts counts) {
    return new TaskCounts(
        counts.getConfiguring(),
        counts.getQueued(),
        counts.getDispatching(),
        counts.getRunning(),
        counts.getCanceling(),
        counts.getFinished(),
        counts.getFailed(),
        counts.getCanceled());
  }

  static io.reeve.proto.v1.TaskCounts proto(TaskCounts counts) {
    return io.reeve.proto.v1.TaskCounts.newBuilder()
        .setConfiguring(counts.configuring())
        .setQueued(counts.queued())
        .setDispatching(counts.dispatching())
        .setRunning(counts.running())
        .setCanceling(counts.canceling())
        .setFinished(counts.finished())
        .setFailed(counts.failed())
        .setCanceled(counts.canceled())
        .build();
  }

  private static JobTransition model(io.reeve.proto.v1.JobTransition step) {
    return new JobTransition(
        Enums.JOB_STATE.model(step.getState()), Times.required(step.hasTime(), step.getTime()));
  }

  private static io.reeve.proto.v1.JobTransition proto(JobTransition step) {
    var proto =
        io.reeve.proto.v1.JobTransition.newBuilder().setState(Enums.JOB_STATE.proto(step.state()));
    Times.required(step.time()).ifPresent(proto::setTime);
    return proto.build();
  }
}
