package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ExplainTaskResponse;
import io.reeve.proto.v1.Explanation;
import io.reeve.proto.v1.Explanation.Reason;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Cancellation;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.plan.PendingReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Why a task is not running, or not over yet: the weightiest reason first. Engine thread. */
public final class TaskExplanation {
  private final ClusterView view;
  private final NodeContacts contacts;
  private final Instant now;
  private final List<Explanation> reasons = new ArrayList<>();

  private TaskExplanation(ClusterView view, NodeContacts contacts, Instant now) {
    this.view = view;
    this.contacts = contacts;
    this.now = now;
  }

  /** Explains a task as it is now. */
  public static Lookup<ExplainTaskResponse> find(
      ClusterView view, NodeContacts contacts, TaskId id, Instant now) {
    return view.task(id)
        .map(task -> Lookup.found(new TaskExplanation(view, contacts, now).of(task)))
        .orElseGet(() -> Lookup.missing(TaskSnapshot.missing(view, id)));
  }

  /** What was found, or its refusal as RpcException. */
  public static ExplainTaskResponse response(Lookup<ExplainTaskResponse> found) {
    return found.get();
  }

  private ExplainTaskResponse of(Task task) {
    task.currentAttempt().ifPresent(this::silentNode);
    task.currentAttempt().map(Attempt::residue).ifPresent(this::residue);
    switch (task.state()) {
      case CONFIGURING -> add(Reason.REASON_NOT_SUBMITTED, "its job was not submitted yet");
      case QUEUED ->
          add(Reason.REASON_WAITS_FOR_RESOURCES, PendingReason.of(view, contacts::whyNoWork, task));
      case DISPATCHING ->
          add(
              Reason.REASON_WAITS_FOR_START,
              "its start was ordered; node " + node(task) + " has not confirmed it yet");
      case CANCELING -> canceling(task);
      case FINISHING ->
          add(
              Reason.REASON_LEFT_BEHIND,
              "its program ended by itself; processes it left behind on node "
                  + node(task)
                  + " are being ended");
      case SUBMITTED, VALIDATING, RUNNING, FINISHED, FAILED, CANCELED -> {}
    }
    return ExplainTaskResponse.newBuilder()
        .setState(States.toProto(task.state()))
        .addAllExplanations(reasons)
        .build();
  }

  private static String node(Task task) {
    return task.lastAttempt().map(Attempt::node).orElseThrow();
  }

  /** Everything else that is told of such a task may be outdated. */
  private void silentNode(Attempt attempt) {
    var trusted = view.node(attempt.node()).filter(Node::reachable).isPresent();
    var surelyDeadBy = contacts.surelyDeadBy(attempt.node());
    if (trusted && contacts.isConnected(attempt.node()) && surelyDeadBy.isEmpty()) {
      return;
    }
    var heard =
        contacts
            .lastHeard(attempt.node())
            .map(time -> "last heard of at " + Times.words(time))
            .orElse("not heard of since this head node started");
    var silent =
        Explanation.newBuilder()
            .setReason(Reason.REASON_NODE_SILENT)
            .setText("node " + attempt.node() + " is silent, " + heard);
    surelyDeadBy
        .filter(by -> attempt.residue() == null) // no kill has ended that so far
        .map(Times::toProto)
        .ifPresent(silent::setUntilTime);
    reasons.add(silent.build());
  }

  private void residue(Residue residue) {
    reasons.add(
        Explanation.newBuilder()
            .setReason(Reason.REASON_RESIDUE)
            .setText(
                residue.total()
                    + (residue.total() == 1 ? " process has" : " processes have")
                    + " survived the kill since "
                    + Times.words(residue.since())
                    + "; it goes on")
            .setResidue(Residues.toProto(residue))
            .build());
  }

  private void canceling(Task task) {
    var order = Objects.requireNonNull(task.cancellation());
    if (now.isBefore(order.deadline())) {
      reasons.add(grace(task, order));
    } else if (task.lastAttempt().map(Attempt::residue).isEmpty()) { // else that says it already
      add(
          Reason.REASON_BEING_KILLED,
          "its time to end by itself is over; its processes on node "
              + node(task)
              + " are being killed, and their end is not proven yet");
    }
  }

  private static Explanation grace(Task task, Cancellation order) {
    return Explanation.newBuilder()
        .setReason(Reason.REASON_GRACE_PERIOD)
        .setText("it was asked to end, and is killed on node " + node(task) + " if it has not")
        .setUntilTime(Times.toProto(order.deadline()))
        .build();
  }

  private void add(Reason reason, String text) {
    reasons.add(Explanation.newBuilder().setReason(reason).setText(text).build());
  }
}
