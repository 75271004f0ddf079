package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.durationIf;
import static io.reeve.scheduler.log.codec.Values.instant;

import io.reeve.proto.log.v1.CommandProto;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.RequestKey;
import io.reeve.scheduler.core.task.TaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands out of the log. One for each batch, because its commands share a table of
 * specifications.
 */
final class CommandDecoder {
  private final List<TaskSpec> specs;
  private final Interner interner;

  CommandDecoder(List<TaskSpec> specs, Interner interner) {
    this.specs = specs;
    this.interner = interner;
  }

  Command fromStored(CommandProto.LoggedCommand stored) {
    var request = stored.hasRequest() ? fromStored(stored.getRequest()) : null;
    return switch (stored.getCommandCase()) {
      case CREATE_JOB -> createJob(request, stored.getCreateJob());
      case ADD_TASKS -> addTasks(request, stored.getAddTasks());
      case SUBMIT_JOB -> submitJob(request, stored.getSubmitJob());
      case SUBMIT_NEW_JOB -> submitNewJob(request, stored.getSubmitNewJob());
      case CANCEL_JOB -> cancelJob(request, stored.getCancelJob());
      case CANCEL_TASKS -> cancelTasks(request, stored.getCancelTasks());
      case SET_PARAMETERS ->
          new Command.SetParameters(
              request, Values.fromStored(stored.getSetParameters().getValuesList()));
      case BRING_ONLINE -> new Command.BringOnline(request, stored.getBringOnline().getNode());
      case TAKE_OFFLINE -> takeOffline(request, stored.getTakeOffline());
      case NODE_JOINED -> nodeJoined(stored.getNodeJoined());
      case ATTEMPT_STARTED -> attemptStarted(stored.getAttemptStarted());
      case ATTEMPT_FINISHING -> attemptFinishing(stored.getAttemptFinishing());
      case ATTEMPT_RESIDUE -> attemptResidue(stored.getAttemptResidue());
      case ATTEMPT_ENDED -> attemptEnded(stored.getAttemptEnded());
      case NODE_LOST ->
          new Command.NodeLost(
              stored.getNodeLost().getNode(), stored.getNodeLost().getInstanceId());
      case ASSIGN_TASKS -> assignTasks(stored.getAssignTasks());
      case COMMAND_NOT_SET -> throw new UnknownValueException("command");
    };
  }

  static RequestKey fromStored(CommandProto.RequestKey stored) {
    return new RequestKey(stored.getHigh(), stored.getLow(), stored.getFingerprint());
  }

  private List<TaskSpec> specsAt(List<Integer> indexes) {
    return indexes.stream().map(specs::get).toList();
  }

  private static CancelOrder fromStored(CommandProto.CancelOrder stored) {
    return new CancelOrder(
        stored.getRequestedBy(),
        stored.getMessage(),
        stored.getForce(),
        durationIf(stored.hasGraceMicros(), stored.getGraceMicros()));
  }

  private Command createJob(@Nullable RequestKey request, CommandProto.CreateJob stored) {
    return new Command.CreateJob(
        request,
        interner.share(stored.getOwner()),
        JobConverter.fromStored(stored.getSpec(), interner));
  }

  private Command addTasks(@Nullable RequestKey request, CommandProto.AddTasks stored) {
    return new Command.AddTasks(request, stored.getJob(), specsAt(stored.getSpecsList()));
  }

  private static Command submitJob(@Nullable RequestKey request, CommandProto.SubmitJob stored) {
    return new Command.SubmitJob(request, stored.getJob(), stored.getRefuseIfNeverFits());
  }

  private Command submitNewJob(@Nullable RequestKey request, CommandProto.SubmitNewJob stored) {
    return new Command.SubmitNewJob(
        request,
        interner.share(stored.getOwner()),
        JobConverter.fromStored(stored.getSpec(), interner),
        specsAt(stored.getSpecsList()),
        stored.getRefuseIfNeverFits());
  }

  private static Command cancelJob(@Nullable RequestKey request, CommandProto.CancelJob stored) {
    return new Command.CancelJob(
        request, stored.getJob(), fromStored(stored.getOrder()), stored.getGraceful());
  }

  private static Command cancelTasks(
      @Nullable RequestKey request, CommandProto.CancelTasks stored) {
    return new Command.CancelTasks(
        request,
        SelectionConverter.fromStored(stored),
        fromStored(stored.getOrder()),
        stored.getStopOnError());
  }

  private static Command takeOffline(
      @Nullable RequestKey request, CommandProto.TakeOffline stored) {
    return new Command.TakeOffline(
        request, stored.getNode(), stored.getForce(), stored.getRequestedBy(), stored.getMessage());
  }

  private static Command nodeJoined(CommandProto.NodeJoined stored) {
    return new Command.NodeJoined(
        NodeConverter.fromStored(stored.getOffer()),
        stored.getInventoryList().stream().map(NodeConverter::fromStored).toList());
  }

  private static Command attemptStarted(CommandProto.AttemptStarted stored) {
    return new Command.AttemptStarted(
        stored.getNode(),
        Values.fromStored(stored.getAttempt()),
        stored.getPid(),
        instant(stored.getStartedAtMicros()),
        stored.getStdout(),
        stored.getStderr());
  }

  private static Command attemptFinishing(CommandProto.AttemptFinishing stored) {
    return new Command.AttemptFinishing(
        stored.getNode(),
        Values.fromStored(stored.getAttempt()),
        EvidenceConverter.fromStored(stored.getExit()));
  }

  private static Command attemptResidue(CommandProto.AttemptResidue stored) {
    return new Command.AttemptResidue(
        stored.getNode(),
        Values.fromStored(stored.getAttempt()),
        stored.hasResidue() ? ResidueConverter.fromStored(stored.getResidue()) : null);
  }

  private static Command attemptEnded(CommandProto.AttemptEnded stored) {
    return new Command.AttemptEnded(
        stored.getNode(),
        Values.fromStored(stored.getAttempt()),
        EvidenceConverter.fromStored(stored.getReport()));
  }

  private static Command assignTasks(CommandProto.AssignTasks stored) {
    return new Command.AssignTasks(
        stored.getAssignmentsList().stream()
            .map(
                assignment ->
                    new Command.Assignment(
                        Values.fromStored(assignment.getTask()), assignment.getNode()))
            .toList());
  }
}
