package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.CommandProto;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.task.TaskState;
import java.util.EnumSet;
import java.util.TreeSet;

/** Which tasks a cancel is about. */
final class SelectionConverter {
  private SelectionConverter() {}

  static void store(TaskSelection selection, CommandProto.CancelTasks.Builder into) {
    if (selection instanceof TaskSelection.Refs refs) {
      into.setRefs(
          CommandProto.TaskRefs.newBuilder()
              .addAllIds(refs.ids().stream().map(Values::toStored).toList()));
    } else if (selection instanceof TaskSelection.Filter filter) {
      into.setFilter(toStored(filter));
    } else {
      throw new IllegalStateException("cannot store " + selection);
    }
  }

  static TaskSelection fromStored(CommandProto.CancelTasks stored) {
    return switch (stored.getSelectionCase()) {
      case REFS ->
          new TaskSelection.Refs(
              stored.getRefs().getIdsList().stream().map(Values::fromStored).toList());
      case FILTER -> fromStored(stored.getFilter());
      case SELECTION_NOT_SET -> throw new UnknownValueException("selection");
    };
  }

  private static CommandProto.TaskFilter toStored(TaskSelection.Filter filter) {
    return CommandProto.TaskFilter.newBuilder()
        .addAllJobs(filter.jobs())
        .addAllStates(filter.states().stream().sorted().map(TaskConverter::toStored).toList())
        .setOwner(filter.owner())
        .setNode(filter.node())
        .setName(filter.name())
        .build();
  }

  private static TaskSelection.Filter fromStored(CommandProto.TaskFilter stored) {
    var states = EnumSet.noneOf(TaskState.class);
    stored.getStatesList().forEach(state -> states.add(TaskConverter.fromStored(state)));
    return new TaskSelection.Filter(
        new TreeSet<>(stored.getJobsList()),
        states,
        stored.getOwner(),
        stored.getNode(),
        stored.getName());
  }
}
