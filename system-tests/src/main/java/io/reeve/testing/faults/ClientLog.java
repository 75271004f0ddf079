package io.reeve.testing.faults;

import io.reeve.client.ServerFaultException;
import io.reeve.client.model.CancelVerdict;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/** What the client was told, in the order in which it was. Thread-safe. */
final class ClientLog {
  private final List<History.Submit> submits = new ArrayList<>();
  private final List<History.Cancel> cancels = new ArrayList<>();
  private final List<History.End> ends = new ArrayList<>();
  private final Set<TaskId> open = new TreeSet<>();
  private final List<String> incidents = new ArrayList<>();
  private int asked;

  /** A submit is about to be sent; returns its number. */
  synchronized int asking() {
    return ++asked;
  }

  synchronized void submitted(TaskId task, String name, ProgramKind program, int code) {
    submits.add(new History.Submit(task, name, program, code, Instant.now()));
    open.add(task);
  }

  synchronized void canceled(TaskId task, CancelVerdict verdict, String message) {
    cancels.add(new History.Cancel(task, verdict, message, Instant.now()));
  }

  synchronized void read(Task task) {
    if (task.state().isFinal()) {
      ends.add(
          new History.End(task.id(), task.state(), task.attempt(), task.exit(), Instant.now()));
      open.remove(task.id());
    }
  }

  /** A call failed. Most may, while daemons are killed; the head node must never be at a loss. */
  synchronized void failed(String call, Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ServerFaultException) {
      incidents.add(call + ": " + cause);
    }
  }

  synchronized void incident(String text) {
    incidents.add(text);
  }

  /** The newest task but that many; empty when there are not so many. */
  synchronized Optional<TaskId> recent(int back) {
    var index = submits.size() - 1 - back;
    return index < 0 ? Optional.empty() : Optional.of(submits.get(index).task());
  }

  synchronized List<TaskId> open() {
    return List.copyOf(open);
  }

  synchronized List<History.Submit> submits() {
    return List.copyOf(submits);
  }

  synchronized List<History.Cancel> cancels() {
    return List.copyOf(cancels);
  }

  synchronized List<History.End> ends() {
    return List.copyOf(ends);
  }

  synchronized List<String> incidents() {
    return List.copyOf(incidents);
  }

  /** How many cancels were accepted. */
  synchronized int accepted() {
    return (int) cancels.stream().filter(cancel -> cancel.verdict().isEnding()).count();
  }
}
