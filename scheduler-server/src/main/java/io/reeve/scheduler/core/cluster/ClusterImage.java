package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.node.FormerLease;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole state at one moment, as plain values: what a snapshot holds and a restart begins with.
 * Everything else is derived from it.
 *
 * @param time time of the last command
 * @param lastJobId the highest job id ever given
 * @param lastSubmitOrder how many submits there were
 * @param lastEvent number of the newest event
 * @param parameters the cluster parameters
 * @param formerLease a longer lease that was in force before; absent when there was none
 * @param jobs all jobs by id
 * @param nodes all nodes by name
 * @param requests remembered requests, oldest first
 */
public record ClusterImage(
    Instant time,
    long lastJobId,
    long lastSubmitOrder,
    long lastEvent,
    Parameters parameters,
    @Nullable FormerLease formerLease,
    List<JobImage> jobs,
    List<Node> nodes,
    List<Answered> requests) {

  /** The state of a new cluster. */
  public static final ClusterImage EMPTY =
      new ClusterImage(
          Instant.EPOCH, 0, 0, 0, Parameters.DEFAULT, null, List.of(), List.of(), List.of());

  /**
   * A job with its tasks by id.
   *
   * @param job the job
   * @param tasks its tasks
   */
  public record JobImage(Job job, List<Task> tasks) {}

  /**
   * A request that was answered.
   *
   * @param request its key
   * @param reply the first answer
   * @param time when
   */
  public record Answered(RequestKey request, Reply reply, Instant time) {}
}
