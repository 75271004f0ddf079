package io.reeve.cli;

import io.reeve.client.ReeveException;
import io.reeve.client.SchedulerClient;
import io.reeve.client.model.TaskCancel;
import io.reeve.client.model.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Makes Ctrl-C a cancel of one task: the first polite, every later one by force. One that comes
 * before the task has an id is kept until it has. Thread-safe: signals come on threads of their
 * own.
 */
final class CancelOnInterrupt {
  private final SchedulerClient client;
  private final Printer printer;
  private int interrupts;
  private @Nullable TaskId task;

  CancelOnInterrupt(SchedulerClient client, Printer printer) {
    this.client = client;
    this.printer = printer;
  }

  /** Ctrl-C. */
  void interrupted() {
    TaskId known;
    boolean force;
    synchronized (this) {
      known = task;
      force = ++interrupts > 1;
    }
    if (known == null) {
      printer.note("the task will be canceled as soon as the scheduler has answered");
    } else {
      cancel(known, force);
    }
  }

  synchronized boolean isInterrupted() {
    return interrupts > 0;
  }

  /** The task is known now; cancels it when Ctrl-C came before. */
  void submitted(TaskId id) {
    int before;
    synchronized (this) {
      task = id;
      before = interrupts;
    }
    if (before > 0) {
      cancel(id, before > 1);
    }
  }

  private void cancel(TaskId id, boolean force) {
    try {
      printer.note(
          force
              ? "killing task " + id
              : "canceling task " + id + "; Ctrl-C again kills it at once");
      client.tasks().cancel(TaskCancel.of(id).message("interrupted").force(force).build());
    } catch (ReeveException refused) {
      printer.note("the cancel was not accepted: " + Failures.words(refused));
    }
  }
}
