package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which tasks a command is about. */
public sealed interface TaskSelection {

  /**
   * Tasks by id.
   *
   * @param ids in the order of the answer; duplicates allowed
   */
  record Refs(List<TaskId> ids) implements TaskSelection {
    public Refs {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Tasks for which everything given holds; an empty field holds for all.
   *
   * @param jobs of one of these jobs
   * @param states in one of these states
   * @param owner of a job with this owner
   * @param node with a current or last attempt on this node
   * @param name with this name
   */
  record Filter(SortedSet<Long> jobs, Set<TaskState> states, String owner, String node, String name)
      implements TaskSelection {
    public Filter {
      jobs = new TreeSet<>(jobs);
      states = states.isEmpty() ? EnumSet.noneOf(TaskState.class) : EnumSet.copyOf(states);
    }
  }
}
