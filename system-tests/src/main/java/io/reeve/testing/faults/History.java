package io.reeve.testing.faults;

import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that is known of a run: what was answered, what the records say at the end, what was
 * seen of processes, and what was left.
 *
 * @param submits each answered submit
 * @param cancels each answered cancel of a task
 * @param ends each time a task was read in a final state
 * @param tasks the records at the end
 * @param starts each program that began, as it wrote down itself
 * @param sightings the processes of attempts that were seen
 * @param alive processes of attempts that live at the end
 * @param lostSupervisors attempts whose supervisor was killed on purpose
 * @param cgroupNodes names of the nodes that keep each attempt in a cgroup
 * @param bystanders what became of processes that are nobody's
 * @param leftovers what was left at the end
 * @param incidents what went wrong in a way that has no rule: a daemon that ended by itself
 * @param faults what was done to daemons and supervisors, and when; for people
 */
public record History(
    List<Submit> submits,
    List<Cancel> cancels,
    List<End> ends,
    Map<TaskId, Task> tasks,
    List<Start> starts,
    List<Sighting> sightings,
    List<Sighting> alive,
    Set<AttemptKey> lostSupervisors,
    Set<String> cgroupNodes,
    List<Bystander.State> bystanders,
    List<Leftover> leftovers,
    List<String> incidents,
    List<String> faults) {
  /** Copies the collections. */
  public History {
    submits = List.copyOf(submits);
    cancels = List.copyOf(cancels);
    ends = List.copyOf(ends);
    tasks = Map.copyOf(tasks);
    starts = List.copyOf(starts);
    sightings = List.copyOf(sightings);
    alive = List.copyOf(alive);
    lostSupervisors = Set.copyOf(lostSupervisors);
    cgroupNodes = Set.copyOf(cgroupNodes);
    bystanders = List.copyOf(bystanders);
    leftovers = List.copyOf(leftovers);
    incidents = List.copyOf(incidents);
    faults = List.copyOf(faults);
  }

  /**
   * A submit that was answered.
   *
   * @param task the id in the answer
   * @param name what the task was called; no other one is called so
   * @param program what it runs
   * @param code the program's parameter
   * @param answered when
   */
  public record Submit(TaskId task, String name, ProgramKind program, int code, Instant answered) {}

  /**
   * A cancel that was answered.
   *
   * @param task of which task
   * @param verdict the answer
   * @param message that was given with it
   * @param answered when
   */
  public record Cancel(TaskId task, CancelVerdict verdict, String message, Instant answered) {}

  /**
   * A task that was read in a final state.
   *
   * @param task which
   * @param state the state
   * @param attempt its last attempt
   * @param exit how that ended
   * @param read when
   */
  public record End(
      TaskId task, TaskState state, int attempt, Optional<ExitStatus> exit, Instant read) {}

  /**
   * A program that began.
   *
   * @param attempt of which attempt
   * @param pid its process id
   */
  public record Start(AttemptKey attempt, long pid) {
    /** Reads {@code ATTEMPT PID}, as programs write it; empty when it is anything else. */
    static Optional<Start> parse(String line) {
      var parts = line.split(" ", -1);
      return parts.length == 2 && parts[1].matches("[0-9]{1,9}")
          ? AttemptKey.parse(parts[0]).map(key -> new Start(key, Long.parseLong(parts[1])))
          : Optional.empty();
    }
  }

  /**
   * Something that should be gone.
   *
   * @param kind what it is
   * @param text which one
   */
  public record Leftover(Kind kind, String text) {
    /** Kinds of things that should be gone. */
    public enum Kind {
      /** A process of an agent that has stopped. */
      PROCESS,
      /** Cores or an attempt that a node is still charged with. */
      SLOT,
      /** A cgroup of an attempt. */
      CGROUP,
      /** A file or directory of an attempt, or a report that is not acknowledged. */
      FILE,
      /** An open socket of the head node. */
      SOCKET
    }
  }

  /** All that is known of one task, for people; in the order of time as far as it has one. */
  public Stream<String> story(TaskId task) {
    return Stream.of(
            submits.stream().filter(s -> s.task().equals(task)).map(Object::toString),
            cancels.stream().filter(c -> c.task().equals(task)).map(Object::toString),
            ends.stream().filter(e -> e.task().equals(task)).map(Object::toString),
            starts.stream().filter(s -> s.attempt().task().equals(task)).map(Object::toString),
            sightings.stream().filter(s -> s.attempt().task().equals(task)).map(Object::toString),
            Stream.ofNullable(tasks.get(task)).map(Object::toString))
        .flatMap(part -> part);
  }
}
