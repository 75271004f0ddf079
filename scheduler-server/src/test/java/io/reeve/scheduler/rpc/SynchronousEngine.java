package io.reeve.scheduler.rpc;

import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine without log and thread: a command is applied to a real {@link Cluster} while it is
 * submitted, on the thread that submits it, at the time of a {@link ManualTime}. Thread-safe by one
 * lock.
 */
final class SynchronousEngine implements Engine {
  private final Cluster cluster;
  private final ManualTime time;
  private final HeldEvents events;
  private final List<OpenWait> waits = new ArrayList<>();
  private EngineException.@Nullable Kind refusal;
  private int visits;

  private final class OpenWait implements Wait {
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final Predicate<ClusterView> over;

    OpenWait(Predicate<ClusterView> over) {
      this.over = over;
    }

    @Override
    public CompletionStage<Void> reached() {
      return reached;
    }

    @Override
    public void cancel() {
      synchronized (SynchronousEngine.this) {
        waits.remove(this);
      }
    }
  }

  SynchronousEngine(ManualTime time, int heldEvents) {
    this.time = time;
    this.events = new HeldEvents(heldEvents);
    var empty = ClusterImage.EMPTY;
    cluster =
        Cluster.of(
            new ClusterImage( // so that a refused first command leaves no trace in the time either
                time.now(),
                empty.lastJobId(),
                empty.lastSubmitOrder(),
                empty.lastEvent(),
                empty.parameters(),
                empty.formerLease(),
                empty.jobs(),
                empty.nodes(),
                empty.requests()));
  }

  // ---- for tests ----

  /** Applies a command that comes from elsewhere: an agent, the planner. */
  Reply apply(Command command) {
    Reply reply;
    List<OpenWait> over;
    synchronized (this) {
      var outcome = cluster.apply(command, time.now());
      reply = outcome.reply();
      events.publish(outcome.events());
      over = waits.stream().filter(wait -> wait.over.test(cluster)).toList();
      waits.removeAll(over);
    }
    over.forEach(wait -> wait.reached.complete(null));
    return reply;
  }

  /** The whole state, to see whether a call changed anything. */
  synchronized ClusterImage image() {
    return cluster.image();
  }

  synchronized ClusterView view() {
    return cluster;
  }

  /** Refuses everything from now on; with {@code null} nothing any more. */
  synchronized void refuse(EngineException.@Nullable Kind kind) {
    refusal = kind;
  }

  /** Stops: who waits is told. */
  void stop() {
    List<OpenWait> all;
    synchronized (this) {
      refusal = EngineException.Kind.NOT_READY;
      all = List.copyOf(waits);
      waits.clear();
    }
    all.forEach(
        wait ->
            wait.reached.completeExceptionally(
                new EngineException(EngineException.Kind.NOT_READY, "stopping")));
  }

  /** How many waits are open. */
  synchronized int waits() {
    return waits.size();
  }

  /** How often somebody read the state. */
  synchronized int visits() {
    return visits;
  }

  // ---- Engine ----

  @Override
  public <R> CompletionStage<R> submit(Command command, BiFunction<ClusterView, Reply, R> answer) {
    synchronized (this) {
      if (refusal != null) {
        return CompletableFuture.failedFuture(new EngineException(refusal, "refused by the test"));
      }
    }
    var reply = apply(command);
    return done(() -> answer.apply(cluster, reply));
  }

  @Override
  public <R> CompletionStage<R> read(Function<ClusterView, R> question) {
    synchronized (this) {
      if (refusal == EngineException.Kind.NOT_READY || refusal == EngineException.Kind.QUEUE_FULL) {
        return CompletableFuture.failedFuture(new EngineException(refusal, "refused by the test"));
      }
      visits++;
    }
    return done(() -> question.apply(cluster));
  }

  private synchronized <R> CompletionStage<R> done(java.util.function.Supplier<R> answer) {
    try {
      return CompletableFuture.completedFuture(answer.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Wait awaitTasks(Collection<TaskId> tasks) {
    var ids = List.copyOf(tasks);
    return await(
        view ->
            ids.stream()
                .allMatch(id -> view.task(id).map(task -> task.state().isFinal()).orElse(true)));
  }

  @Override
  public Wait awaitJob(long job) {
    return await(view -> view.job(job).map(found -> found.state().isFinal()).orElse(true));
  }

  private synchronized Wait await(Predicate<ClusterView> over) {
    var wait = new OpenWait(over);
    if (over.test(cluster)) {
      wait.reached.complete(null);
    } else {
      waits.add(wait);
    }
    return wait;
  }

  @Override
  public HeldEvents events() {
    return events;
  }

  @Override
  public CommandLog.Role role() {
    return new CommandLog.Role(CommandLog.Role.Kind.LEADER, 3, "head-1");
  }
}
