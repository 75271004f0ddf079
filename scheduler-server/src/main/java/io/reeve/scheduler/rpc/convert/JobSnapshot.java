package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.JobTransition;
import io.reeve.proto.v1.TaskCounts;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.Map;
import java.util.Optional;

/**
 * All that a Job message tells, at one moment. Taken on the engine thread, converted anywhere.
 *
 * @param job the job
 * @param counts how many of its tasks are in each state
 */
public record JobSnapshot(Job job, Map<TaskState, Long> counts) {

  /** A job as it is now. */
  public static Lookup<JobSnapshot> find(ClusterView view, long id) {
    return view.job(id)
        .map(job -> Lookup.found(of(view, job)))
        .orElseGet(() -> Lookup.missing(RpcException.jobNotFound(id)));
  }

  static JobSnapshot of(ClusterView view, Job job) {
    return new JobSnapshot(job, view.taskCounts(job.id()));
  }

  /** Whether the job is in a final state. */
  public boolean isFinal() {
    return job.state().isFinal();
  }

  /** The message. */
  public io.reeve.proto.v1.Job toProto() {
    var history = job.history();
    var proto =
        io.reeve.proto.v1.Job.newBuilder()
            .setId(job.id())
            .setState(States.toProto(job.state()))
            .setMessage(job.message())
            .setSpec(JobSpecs.toProto(job.spec()))
            .setOwner(job.owner())
            .setCounts(counts(counts))
            .setCreateTime(Histories.time(history, 0));
    Optional.ofNullable(job.cancellation())
        .map(Evidence::toProto)
        .ifPresent(proto::setCancellation);
    Histories.lastTime(history, JobState.SUBMITTED).ifPresent(proto::setSubmitTime);
    Histories.lastTime(history, JobState.RUNNING).ifPresent(proto::setStartTime);
    if (isFinal()) {
      proto.setEndTime(Histories.time(history, history.size() - 1));
    }
    var states = JobState.values();
    for (var step = 0; step < history.size(); step++) {
      proto.addHistory(
          JobTransition.newBuilder()
              .setState(States.toProto(states[history.ordinal(step)]))
              .setTime(Histories.time(history, step)));
    }
    return proto.build();
  }

  /** Counts by state, the states joined as the message has them. */
  static TaskCounts counts(Map<TaskState, Long> byState) {
    var counts = TaskCounts.newBuilder();
    byState.forEach((state, count) -> add(counts, state, count));
    return counts.build();
  }

  private static void add(TaskCounts.Builder counts, TaskState state, long more) {
    switch (state) { // exhaustive on purpose: every task is counted somewhere
      case CONFIGURING -> counts.setConfiguring(counts.getConfiguring() + more);
      case SUBMITTED, VALIDATING, QUEUED -> counts.setQueued(counts.getQueued() + more);
      case DISPATCHING -> counts.setDispatching(counts.getDispatching() + more);
      case RUNNING, FINISHING -> counts.setRunning(counts.getRunning() + more);
      case CANCELING -> counts.setCanceling(counts.getCanceling() + more);
      case FINISHED -> counts.setFinished(counts.getFinished() + more);
      case FAILED -> counts.setFailed(counts.getFailed() + more);
      case CANCELED -> counts.setCanceled(counts.getCanceled() + more);
    }
  }
}
