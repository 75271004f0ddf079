package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.Lease;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reading the state. Only on the thread that owns it; what is returned are values that may be kept.
 */
public interface ClusterView {
  /** A job. */
  Optional<Job> job(long id);

  /** A task. */
  Optional<Task> task(TaskId id);

  /** How many tasks a job has; 0 for an unknown one. */
  int taskCount(long job);

  /** How many tasks of a job are in each state; states without tasks are left out. */
  Map<TaskState, Long> taskCounts(long job);

  /** The first job with at least this id. */
  Optional<Job> firstJobFrom(long id);

  /** The last job with at most this id. */
  Optional<Job> lastJobUpTo(long id);

  /**
   * Tasks of a selection in order, from a place on. Unknown refs are left out.
   *
   * @param from the first id that may be returned; for refs the position counts, see {@code skip}
   * @param skip for refs: how many of them to skip
   * @param limit how many at most
   */
  List<Task> tasks(TaskSelection selection, TaskId from, int skip, int limit);

  /**
   * A part of a walk over the tasks of a filter, by job id, then task id, for walks that must not
   * hold the thread.
   *
   * @param from the first id that may be returned
   * @param limit how many to return at most
   * @param steps how many tasks and jobs to look at, at most
   */
  TaskScan scan(TaskSelection.Filter filter, TaskId from, int limit, int steps);

  /** What a cancel of this selection would come to. */
  CancelResults previewCancel(TaskSelection selection, boolean stopOnError);

  /** A node. */
  Optional<Node> node(String name);

  /** All nodes by name. */
  Collection<Node> nodes();

  /** The attempts that hold resources of a node, by id. */
  List<AttemptId> attemptsOn(String node);

  /** The tasks of a node whose kill has left processes, by id. */
  List<Task> tasksWithResidueOn(String node);

  /** What {@code node} should be doing with {@code attempt}; empty when nothing any more. */
  Optional<Order> order(String node, AttemptId attempt);

  /** What {@code node} should be doing with everything the cluster or the node knows there. */
  List<Order> orders(String node);

  /** The queued tasks. */
  PendingQueue queue();

  /** The cluster parameters. */
  Parameters parameters();

  /**
   * The longest lease that an agent may go by at that time: the one in force, or a longer one that
   * it was given before the parameters were changed.
   */
  Lease longestLease(Instant at);

  /** Number of the newest event. */
  long lastEvent();

  /** Time of the last command. */
  Instant time();

  /** How many jobs are in each state. */
  Map<JobState, Long> jobCounts();

  /** How many tasks are in each state. */
  Map<TaskState, Long> allTaskCounts();
}
