package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.EndReport;
import io.reeve.scheduler.core.task.ExitEvidence;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to the cluster. Checked for form at the rim; every rule about states is the
 * core's.
 */
public sealed interface Command {

  /**
   * Calls the handler's method for this command: a new command does not compile until it has one.
   */
  <R> R accept(Handler<R> handler);

  /** A command that a client may repeat safely. */
  sealed interface Mutation extends Command {
    /** The caller's key; absent when it gave none. */
    @Nullable RequestKey request();
  }

  /** Creates a job. */
  record CreateJob(@Nullable RequestKey request, String owner, JobSpec spec) implements Mutation {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** Adds tasks to a job that is CONFIGURING. */
  record AddTasks(@Nullable RequestKey request, long job, List<TaskSpec> tasks)
      implements Mutation {
    public AddTasks {
      tasks = List.copyOf(tasks);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** Submits a job that is CONFIGURING. */
  record SubmitJob(@Nullable RequestKey request, long job, boolean refuseIfNeverFits)
      implements Mutation {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** Creates a job with tasks and submits it. */
  record SubmitNewJob(
      @Nullable RequestKey request,
      String owner,
      JobSpec spec,
      List<TaskSpec> tasks,
      boolean refuseIfNeverFits)
      implements Mutation {
    public SubmitNewJob {
      tasks = List.copyOf(tasks);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /**
   * Cancels a job.
   *
   * @param graceful lets running tasks end by themselves; never together with force
   */
  record CancelJob(@Nullable RequestKey request, long job, CancelOrder order, boolean graceful)
      implements Mutation {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /**
   * Cancels tasks.
   *
   * @param stopOnError leaves alone what comes after the first item that cannot be canceled
   */
  record CancelTasks(
      @Nullable RequestKey request, TaskSelection selection, CancelOrder order, boolean stopOnError)
      implements Mutation {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** Sets cluster parameters, all or none; an empty value sets the default again. */
  record SetParameters(@Nullable RequestKey request, SortedMap<String, String> values)
      implements Mutation {
    public SetParameters {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** Lets a node take work. */
  record BringOnline(@Nullable RequestKey request, String node) implements Mutation {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** Takes a node out of service: drains it, or with force ends its tasks. */
  record TakeOffline(
      @Nullable RequestKey request, String node, boolean force, String requestedBy, String message)
      implements Mutation {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /**
   * An agent joined.
   *
   * @param inventory everything the node knows of; what is not here is not on the node
   */
  record NodeJoined(NodeOffer offer, List<InventoryItem> inventory) implements Command {
    public NodeJoined {
      inventory = List.copyOf(inventory);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** A node reports that the program of an attempt was executed. */
  record AttemptStarted(
      String node, AttemptId attempt, long pid, Instant startedAt, String stdout, String stderr)
      implements Command {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** A node reports that the program of an attempt itself ended and left processes behind. */
  record AttemptFinishing(String node, AttemptId attempt, ExitEvidence exit) implements Command {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /**
   * A node reports what a kill has not ended in time.
   *
   * @param residue absent when it is gone
   */
  record AttemptResidue(String node, AttemptId attempt, @Nullable Residue residue)
      implements Command {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** A node reports that an attempt is over, or never began. */
  record AttemptEnded(String node, AttemptId attempt, EndReport report) implements Command {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /**
   * The lease of a silent node and the margin are over.
   *
   * @param instanceId of the agent that fell silent: a newer one is not meant
   */
  record NodeLost(String node, String instanceId) implements Command {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /** The planner's proposal; each item is checked again. */
  record AssignTasks(List<Assignment> assignments) implements Command {
    public AssignTasks {
      assignments = List.copyOf(assignments);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.on(this);
    }
  }

  /**
   * A task to start on a node.
   *
   * @param task which
   * @param node where
   */
  record Assignment(TaskId task, String node) {}

  /** One method for each command. */
  interface Handler<R> {
    R on(CreateJob command);

    R on(AddTasks command);

    R on(SubmitJob command);

    R on(SubmitNewJob command);

    R on(CancelJob command);

    R on(CancelTasks command);

    R on(SetParameters command);

    R on(BringOnline command);

    R on(TakeOffline command);

    R on(NodeJoined command);

    R on(AttemptStarted command);

    R on(AttemptFinishing command);

    R on(AttemptResidue command);

    R on(AttemptEnded command);

    R on(NodeLost command);

    R on(AssignTasks command);
  }
}
