package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.CommandProto;
import io.reeve.proto.log.v1.CommandProto.LoggedCommand;
import io.reeve.scheduler.core.cluster.CancelOrder;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.RequestKey;

/**
 * Commands into the log. One for each batch, because its commands share a table of specifications.
 */
final class CommandEncoder implements Command.Handler<LoggedCommand.Builder> {
  private final SpecTable specs;

  CommandEncoder(SpecTable specs) {
    this.specs = specs;
  }

  LoggedCommand toStored(Command command) {
    var stored = command.accept(this);
    if (command instanceof Command.Mutation mutation && mutation.request() != null) {
      stored.setRequest(toStored(mutation.request()));
    }
    return stored.build();
  }

  static CommandProto.RequestKey toStored(RequestKey request) {
    return CommandProto.RequestKey.newBuilder()
        .setHigh(request.high())
        .setLow(request.low())
        .setFingerprint(request.fingerprint())
        .build();
  }

  private static CommandProto.CancelOrder toStored(CancelOrder order) {
    var stored =
        CommandProto.CancelOrder.newBuilder()
            .setRequestedBy(order.requestedBy())
            .setMessage(order.message())
            .setForce(order.force());
    if (order.grace() != null) {
      stored.setGraceMicros(micros(order.grace()));
    }
    return stored.build();
  }

  @Override
  public LoggedCommand.Builder on(Command.CreateJob command) {
    return LoggedCommand.newBuilder()
        .setCreateJob(
            CommandProto.CreateJob.newBuilder()
                .setOwner(command.owner())
                .setSpec(JobConverter.toStored(command.spec())));
  }

  @Override
  public LoggedCommand.Builder on(Command.AddTasks command) {
    return LoggedCommand.newBuilder()
        .setAddTasks(
            CommandProto.AddTasks.newBuilder()
                .setJob(command.job())
                .addAllSpecs(specs.indexesOf(command.tasks())));
  }

  @Override
  public LoggedCommand.Builder on(Command.SubmitJob command) {
    return LoggedCommand.newBuilder()
        .setSubmitJob(
            CommandProto.SubmitJob.newBuilder()
                .setJob(command.job())
                .setRefuseIfNeverFits(command.refuseIfNeverFits()));
  }

  @Override
  public LoggedCommand.Builder on(Command.SubmitNewJob command) {
    return LoggedCommand.newBuilder()
        .setSubmitNewJob(
            CommandProto.SubmitNewJob.newBuilder()
                .setOwner(command.owner())
                .setSpec(JobConverter.toStored(command.spec()))
                .addAllSpecs(specs.indexesOf(command.tasks()))
                .setRefuseIfNeverFits(command.refuseIfNeverFits()));
  }

  @Override
  public LoggedCommand.Builder on(Command.CancelJob command) {
    return LoggedCommand.newBuilder()
        .setCancelJob(
            CommandProto.CancelJob.newBuilder()
                .setJob(command.job())
                .setOrder(toStored(command.order()))
                .setGraceful(command.graceful()));
  }

  @Override
  public LoggedCommand.Builder on(Command.CancelTasks command) {
    var stored =
        CommandProto.CancelTasks.newBuilder()
            .setOrder(toStored(command.order()))
            .setStopOnError(command.stopOnError());
    SelectionConverter.store(command.selection(), stored);
    return LoggedCommand.newBuilder().setCancelTasks(stored);
  }

  @Override
  public LoggedCommand.Builder on(Command.SetParameters command) {
    return LoggedCommand.newBuilder()
        .setSetParameters(
            CommandProto.SetParameters.newBuilder()
                .addAllValues(Values.toStored(command.values())));
  }

  @Override
  public LoggedCommand.Builder on(Command.BringOnline command) {
    return LoggedCommand.newBuilder()
        .setBringOnline(CommandProto.BringOnline.newBuilder().setNode(command.node()));
  }

  @Override
  public LoggedCommand.Builder on(Command.TakeOffline command) {
    return LoggedCommand.newBuilder()
        .setTakeOffline(
            CommandProto.TakeOffline.newBuilder()
                .setNode(command.node())
                .setForce(command.force())
                .setRequestedBy(command.requestedBy())
                .setMessage(command.message()));
  }

  @Override
  public LoggedCommand.Builder on(Command.NodeJoined command) {
    return LoggedCommand.newBuilder()
        .setNodeJoined(
            CommandProto.NodeJoined.newBuilder()
                .setOffer(NodeConverter.toStored(command.offer()))
                .addAllInventory(
                    command.inventory().stream().map(NodeConverter::toStored).toList()));
  }

  @Override
  public LoggedCommand.Builder on(Command.AttemptStarted command) {
    return LoggedCommand.newBuilder()
        .setAttemptStarted(
            CommandProto.AttemptStarted.newBuilder()
                .setNode(command.node())
                .setAttempt(Values.toStored(command.attempt()))
                .setPid(command.pid())
                .setStartedAtMicros(micros(command.startedAt()))
                .setStdout(command.stdout())
                .setStderr(command.stderr()));
  }

  @Override
  public LoggedCommand.Builder on(Command.AttemptFinishing command) {
    return LoggedCommand.newBuilder()
        .setAttemptFinishing(
            CommandProto.AttemptFinishing.newBuilder()
                .setNode(command.node())
                .setAttempt(Values.toStored(command.attempt()))
                .setExit(EvidenceConverter.toStored(command.exit())));
  }

  @Override
  public LoggedCommand.Builder on(Command.AttemptResidue command) {
    var stored =
        CommandProto.AttemptResidue.newBuilder()
            .setNode(command.node())
            .setAttempt(Values.toStored(command.attempt()));
    if (command.residue() != null) {
      stored.setResidue(ResidueConverter.toStored(command.residue()));
    }
    return LoggedCommand.newBuilder().setAttemptResidue(stored);
  }

  @Override
  public LoggedCommand.Builder on(Command.AttemptEnded command) {
    return LoggedCommand.newBuilder()
        .setAttemptEnded(
            CommandProto.AttemptEnded.newBuilder()
                .setNode(command.node())
                .setAttempt(Values.toStored(command.attempt()))
                .setReport(EvidenceConverter.toStored(command.report())));
  }

  @Override
  public LoggedCommand.Builder on(Command.NodeLost command) {
    return LoggedCommand.newBuilder()
        .setNodeLost(
            CommandProto.NodeLost.newBuilder()
                .setNode(command.node())
                .setInstanceId(command.instanceId()));
  }

  @Override
  public LoggedCommand.Builder on(Command.AssignTasks command) {
    var stored = CommandProto.AssignTasks.newBuilder();
    command
        .assignments()
        .forEach(
            assignment ->
                stored.addAssignments(
                    CommandProto.AssignTasks.Assignment.newBuilder()
                        .setTask(Values.toStored(assignment.task()))
                        .setNode(assignment.node())));
    return LoggedCommand.newBuilder().setAssignTasks(stored);
  }
}
