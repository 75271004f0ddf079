package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Event;
import io.reeve.scheduler.core.task.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for tasks and jobs to end. Engine thread only. A final event costs one look-up, however
 * many wait.
 */
final class Waiters {
  private final Map<TaskId, List<Waiter>> byTask = new HashMap<>();
  private final Map<Long, List<Waiter>> byJob = new HashMap<>();
  private final int maxAwaited;
  private int awaited;

  /** A wait for several things. */
  static final class Waiter {
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final Set<TaskId> tasks = new HashSet<>();
    private final Set<Long> jobs = new HashSet<>();

    CompletableFuture<Void> reached() {
      return reached;
    }

    private int size() {
      return tasks.size() + jobs.size();
    }
  }

  Waiters(int maxAwaited) {
    this.maxAwaited = maxAwaited;
  }

  /** Waits for those of the tasks that exist and have not ended. */
  void awaitTasks(Waiter waiter, Collection<TaskId> tasks, ClusterView view) {
    for (var id : tasks) {
      if (view.task(id).filter(task -> !task.state().isFinal()).isPresent()) {
        waiter.tasks.add(id);
      }
    }
    add(waiter);
  }

  /** Waits for the job, if it exists and has not ended. */
  void awaitJob(Waiter waiter, long id, ClusterView view) {
    if (view.job(id).filter(job -> !job.state().isFinal()).isPresent()) {
      waiter.jobs.add(id);
    }
    add(waiter);
  }

  private void add(Waiter waiter) {
    if (awaited + waiter.size() > maxAwaited) {
      waiter.reached.completeExceptionally(
          new EngineException(EngineException.Kind.QUEUE_FULL, "too many wait for tasks and jobs"));
      return;
    }
    awaited += waiter.size();
    waiter.tasks.forEach(
        id -> byTask.computeIfAbsent(id, unused -> new ArrayList<>(1)).add(waiter));
    waiter.jobs.forEach(id -> byJob.computeIfAbsent(id, unused -> new ArrayList<>(1)).add(waiter));
    completeIfReached(waiter);
  }

  /** Nobody waits for it any more. */
  void cancel(Waiter waiter) {
    waiter.tasks.forEach(id -> removeFrom(byTask, id, waiter));
    waiter.jobs.forEach(id -> removeFrom(byJob, id, waiter));
    waiter.tasks.clear();
    waiter.jobs.clear();
    waiter.reached.cancel(false);
  }

  private <K> void removeFrom(Map<K, List<Waiter>> all, K key, Waiter waiter) {
    var waiters = all.get(key);
    if (waiters != null && waiters.remove(waiter)) {
      awaited--;
      if (waiters.isEmpty()) {
        all.remove(key);
      }
    }
  }

  void on(List<Event> events) {
    if (awaited == 0) {
      return;
    }
    for (var event : events) {
      if (event.change() instanceof Event.TaskChanged task && task.to().isFinal()) {
        ended(byTask.remove(task.task()), waiter -> waiter.tasks.remove(task.task()));
      } else if (event.change() instanceof Event.JobChanged job && job.to().isFinal()) {
        ended(byJob.remove(job.job()), waiter -> waiter.jobs.remove(job.job()));
      }
    }
  }

  private void ended(
      @org.jspecify.annotations.Nullable List<Waiter> waiters,
      java.util.function.Consumer<Waiter> remove) {
    if (waiters == null) {
      return;
    }
    awaited -= waiters.size();
    for (var waiter : waiters) {
      remove.accept(waiter);
      completeIfReached(waiter);
    }
  }

  private static void completeIfReached(Waiter waiter) {
    if (waiter.size() == 0) {
      waiter.reached.complete(null);
    }
  }

  /** Nothing can be awaited here any more. */
  void failAll(EngineException why) {
    var all = new HashSet<Waiter>();
    byTask.values().forEach(all::addAll);
    byJob.values().forEach(all::addAll);
    byTask.clear();
    byJob.clear();
    awaited = 0;
    all.forEach(waiter -> waiter.reached.completeExceptionally(why));
  }
}
