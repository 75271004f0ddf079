package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.Attempt;
import io.reeve.scheduler.core.task.Residue;
import io.reeve.scheduler.core.task.Task;
import io.reeve.scheduler.core.task.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The few tasks whose kill has left processes, and the nodes these are on. */
final class ResidueIndex {
  private final TreeMap<TaskId, String> nodes = new TreeMap<>();

  /** A task that was not there before. */
  void add(Task task) {
    leaving(task)
        .ifPresent(residue -> nodes.put(task.id(), task.lastAttempt().orElseThrow().node()));
  }

  /** A task in the place of what it was; the event that says so, if there is one to be said. */
  Optional<Event.ResidueChanged> replace(Task before, Task task) {
    var was = leaving(before);
    var is = leaving(task);
    if (Objects.equals(was, is)) {
      return Optional.empty();
    }
    nodes.remove(task.id());
    add(task);
    return task.currentAttempt() // else its end says it all
        .map(
            attempt ->
                new Event.ResidueChanged(
                    task.id(), attempt.number(), attempt.node(), is.map(Residue::total).orElse(0)));
  }

  /** The tasks with processes on a node, by id. */
  List<TaskId> on(String node) {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().equals(node))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Optional<Residue> leaving(Task task) {
    return task.currentAttempt().map(Attempt::residue);
  }
}
