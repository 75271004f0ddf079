package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.TaskTransition;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.plan.PendingReason;
import io.reeve.scheduler.rpc.error.RpcException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a Task message tells, at one moment. Taken on the engine thread, converted anywhere.
 *
 * @param task the task
 * @param owner owner of its job
 * @param pendingReason why it waits; empty when it does not
 * @param surelyDeadBy when its current attempt is surely dead, as its node is silent; empty when it
 *     is not, and when nobody asked
 */
public record TaskSnapshot(
    Task task, String owner, String pendingReason, Optional<Instant> surelyDeadBy) {

  /** A task as it is now, with what is known of the node that it is on. */
  public static Lookup<TaskSnapshot> find(ClusterView view, NodeContacts contacts, TaskId id) {
    return view.task(id)
        .map(task -> Lookup.found(withNode(view, contacts, task)))
        .orElseGet(() -> Lookup.missing(missing(view, id)));
  }

  private static TaskSnapshot withNode(ClusterView view, NodeContacts contacts, Task task) {
    var plain = of(view, task, PendingReason.of(view, contacts::whyNoWork, task));
    var surelyDeadBy =
        task.currentAttempt()
            .filter(attempt -> attempt.residue() == null) // no kill has ended that so far
            .flatMap(attempt -> contacts.surelyDeadBy(attempt.node()));
    return new TaskSnapshot(task, plain.owner(), plain.pendingReason(), surelyDeadBy);
  }

  /** Tasks as they are now, in the order of the ids. */
  public static Lookup<List<TaskSnapshot>> findAll(
      ClusterView view, NodeContacts contacts, List<TaskId> ids) {
    var found = new ArrayList<TaskSnapshot>(ids.size());
    var reasons = new PendingReasons(view, contacts);
    for (var id : ids) {
      var task = view.task(id);
      if (task.isEmpty()) {
        return Lookup.missing(missing(view, id));
      }
      found.add(of(view, task.get(), reasons.of(task.get())));
    }
    return Lookup.found(found);
  }

  static RpcException missing(ClusterView view, TaskId id) {
    return view.job(id.job()).isPresent()
        ? RpcException.taskNotFound(id)
        : RpcException.jobNotFound(id.job());
  }

  static TaskSnapshot of(ClusterView view, Task task, String pendingReason) {
    return new TaskSnapshot(
        task,
        view.job(task.id().job()).map(Job::owner).orElse(""),
        pendingReason,
        Optional.empty());
  }

  /** Whether the task is in a final state. */
  public boolean isFinal() {
    return task.state().isFinal();
  }

  /** The message. */
  public io.reeve.proto.v1.Task toProto() {
    var history = task.history();
    var last = task.lastAttempt();
    var proto =
        io.reeve.proto.v1.Task.newBuilder()
            .setRef(TaskIds.toProto(task.id()))
            .setState(States.toProto(task.state()))
            .setCause(Causes.toProto(task.cause()))
            .setMessage(task.message())
            .setSpec(TaskSpecs.toProto(task.spec()))
            .setAttempt(task.attempt())
            .setCreateTime(Histories.time(history, 0))
            .setRetryCount(task.retries())
            .setRequeueCount(task.requeues())
            .setPendingReason(pendingReason)
            .setNode(last.map(Attempt::node).orElse(""))
            .setOwner(owner);
    task.attempts().stream().map(Evidence::toProto).forEach(proto::addAttempts);
    surelyDeadBy
        .map(Times::toProto)
        .ifPresent(
            time -> proto.getAttemptsBuilder(proto.getAttemptsCount() - 1).setSurelyDeadBy(time));
    Optional.ofNullable(task.cancellation())
        .map(Evidence::toProto)
        .ifPresent(proto::setCancellation);
    last.map(Attempt::exit).map(Evidence::toProto).ifPresent(proto::setExit);
    Histories.lastTime(history, TaskState.SUBMITTED).ifPresent(proto::setSubmitTime);
    last.map(Attempt::startedAt).map(Times::toProto).ifPresent(proto::setStartTime);
    if (isFinal()) {
      proto.setEndTime(Histories.time(history, history.size() - 1));
    }
    addHistory(proto);
    return proto.build();
  }

  /**
   * Each attempt began with a DISPATCHING: the steps tell the number of the attempt they are about.
   */
  private void addHistory(io.reeve.proto.v1.Task.Builder proto) {
    var states = TaskState.values();
    var attempt = 0;
    for (var step = 0; step < task.history().size(); step++) {
      var state = states[task.history().ordinal(step)];
      attempt += state == TaskState.DISPATCHING ? 1 : 0;
      proto.addHistory(
          TaskTransition.newBuilder()
              .setState(States.toProto(state))
              .setTime(Histories.time(task.history(), step))
              .setAttempt(attempt));
    }
  }
}
