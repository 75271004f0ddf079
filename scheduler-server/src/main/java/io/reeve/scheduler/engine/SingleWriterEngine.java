package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine: one thread that owns the state, one that puts commands into the log.
 *
 * <pre>
 * submit -> Batcher (own thread) -> CommandLog -> apply (engine thread) -> effects, answers, events
 *                                                       \-> PlannerDriver -> AssignTasks -> Batcher
 * </pre>
 *
 * <p>The state always comes from the bytes that the log hands back, also for what this process
 * appended itself: so what a restart, or another head, makes of them is what was answered.
 *
 * <p>An append whose outcome is not known is answered so and never repeated here: clients repeat
 * with their request id, agents because they got no acknowledgement, and the planner plans again.
 */
@Singleton
public final class SingleWriterEngine
    implements Engine, Replica, CommandLog.RoleListener, Planning, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(SingleWriterEngine.class);

  private final EngineSettings settings;
  private final EngineThread thread;
  private final Batcher batcher;
  private final EventRing events;
  private final ReplicatedState state;
  private final Waiters waiters;
  private final PlannerDriver planner;
  private final EffectSink sink;

  private volatile CommandLog.Role role = new CommandLog.Role(CommandLog.Role.Kind.STARTING, 0, "");
  private volatile Consumer<CommandLog.Role> roleWatcher = unused -> {};

  @Inject
  public SingleWriterEngine(
      EngineSettings settings,
      CommandCodec codec,
      EffectSink sink,
      NodeContacts contacts,
      Time time,
      Ids ids,
      Counters counters) {
    this.settings = settings;
    this.sink = sink;
    thread = new EngineThread(settings.waitingReads(), this::afterWork);
    batcher =
        new Batcher(codec, time, settings, ids.next().getMostSignificantBits(), thread::execute);
    events = new EventRing(settings.heldEvents());
    waiters = new Waiters(settings.awaitedThings());
    planner =
        new PlannerDriver(this::view, contacts::startsWork, this::propose, time, thread, counters);
    state = new ReplicatedState(codec, thread, batcher, events, waiters, planner, sink, counters);
    thread.start();
  }

  // ---- life ----

  /** Begins to take commands in, once the log says that this head leads. */
  public void start(CommandLog log) {
    batcher.start(log);
  }

  /**
   * Has every change of role told, after the engine followed it.
   *
   * @param watcher called on the engine thread; replaces the one before
   */
  public void watchRole(Consumer<CommandLog.Role> watcher) {
    roleWatcher = watcher;
  }

  /**
   * Stops taking commands and waits in; what is on its way into the log goes on. The state can
   * still be frozen.
   */
  public void stopTaking() {
    onRole(new CommandLog.Role(CommandLog.Role.Kind.STARTING, role.term(), ""));
    batcher.close();
  }

  /** Ends the engine; after the log was closed. */
  @Override
  public void close() {
    batcher.close();
    batcher.giveUpAppended();
    thread.close();
  }

  // ---- Engine ----

  @Override
  public <R> CompletionStage<R> submit(Command command, BiFunction<ClusterView, Reply, R> answer) {
    return submit(command, answer, settings.waitingCommands());
  }

  /**
   * The same for what comes from nodes. They are fewer than clients and wait longer before they try
   * again, so they find room where clients are refused.
   */
  public <R> CompletionStage<R> submitForNode(
      Command command, BiFunction<ClusterView, Reply, R> answer) {
    return submit(command, answer, 2 * settings.waitingCommands());
  }

  private CompletionStage<Reply> propose(Command command) {
    return submit(command, (view, reply) -> reply, Integer.MAX_VALUE); // one at a time
  }

  private <R> CompletionStage<R> submit(
      Command command, BiFunction<ClusterView, Reply, R> answer, int limit) {
    var now = role;
    if (now.kind() != CommandLog.Role.Kind.LEADER) {
      return CompletableFuture.failedStage(notWritable(now));
    }
    var submission = new Submission<>(command, answer);
    return batcher.offer(submission, limit)
        ? submission.result()
        : CompletableFuture.failedStage(queueFull("too many commands wait"));
  }

  @Override
  public <R> CompletionStage<R> read(Function<ClusterView, R> question) {
    var now = role;
    if (!isReadable(now)) {
      return CompletableFuture.failedStage(notWritable(now));
    }
    var answer = new CompletableFuture<R>();
    return thread.tryExecute(() -> answer(question, answer))
        ? answer
        : CompletableFuture.failedStage(queueFull("too many questions wait"));
  }

  private <R> void answer(Function<ClusterView, R> question, CompletableFuture<R> answer) {
    if (!isReadable(role)) {
      answer.completeExceptionally(notWritable(role));
      return;
    }
    try {
      answer.complete(question.apply(view()));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  @Override
  public Wait awaitTasks(Collection<TaskId> tasks) {
    var copy = List.copyOf(tasks);
    return await(waiter -> waiters.awaitTasks(waiter, copy, view()));
  }

  @Override
  public Wait awaitJob(long job) {
    return await(waiter -> waiters.awaitJob(waiter, job, view()));
  }

  private Wait await(Consumer<Waiters.Waiter> register) {
    var waiter = new Waiters.Waiter();
    var now = role;
    if (!isReadable(now)) {
      waiter.reached().completeExceptionally(notWritable(now));
    } else if (!thread.tryExecute(() -> register(waiter, register))) {
      waiter.reached().completeExceptionally(queueFull("too many questions wait"));
    }
    return new Wait() {
      @Override
      public CompletionStage<Void> reached() {
        return waiter.reached();
      }

      @Override
      public void cancel() {
        thread.execute(() -> waiters.cancel(waiter));
      }
    };
  }

  private void register(Waiters.Waiter waiter, Consumer<Waiters.Waiter> register) {
    if (isReadable(role)) {
      register.accept(waiter);
    } else {
      waiter.reached().completeExceptionally(notWritable(role));
    }
  }

  @Override
  public EventFeed events() {
    return events;
  }

  @Override
  public CommandLog.Role role() {
    return role;
  }

  @Override
  public void wake() {
    thread.execute(planner::want);
  }

  // ---- Replica ----

  @Override
  public CompletionStage<Void> apply(long index, byte[] batch) {
    var applied = new CompletableFuture<Void>();
    thread.execute(
        () -> {
          try {
            state.apply(index, batch);
            applied.complete(null);
          } catch (RuntimeException | Error e) { // the log stops then: see Role.Kind.FAILED
            logger.error(
                "event=batch_not_applied index={} msg=\"this head must not go on\"", index, e);
            applied.completeExceptionally(e);
          }
        });
    return applied;
  }

  @Override
  public CompletionStage<Frozen> snapshot() {
    var frozen = new CompletableFuture<Frozen>();
    thread.execute(
        () -> {
          try {
            frozen.complete(state.freeze());
          } catch (RuntimeException e) {
            frozen.completeExceptionally(e);
          }
        });
    return frozen;
  }

  @Override
  public void restore(InputStream in) throws IOException {
    var image = state.read(in);
    var restored = new CompletableFuture<Void>();
    thread.execute(
        () -> {
          try {
            state.restore(image);
            restored.complete(null);
          } catch (RuntimeException e) {
            restored.completeExceptionally(e);
          }
        });
    try {
      restored.join();
    } catch (java.util.concurrent.CompletionException e) {
      throw new IOException("the snapshot contradicts itself", e.getCause());
    }
  }

  // ---- roles ----

  @Override
  public void onRole(CommandLog.Role next) {
    thread.execute(() -> become(next));
  }

  private void become(CommandLog.Role next) {
    var before = role;
    if (before.kind() == CommandLog.Role.Kind.FAILED || next.equals(before)) {
      return;
    }
    logger.info(
        "event=role from={} to={} term={} leader={}",
        before.kind(),
        next.kind(),
        next.term(),
        next.leader());
    var leads = next.kind() == CommandLog.Role.Kind.LEADER;
    if (leads) {
      batcher.notBefore(view().time());
    }
    role = next;
    state.carryOutEffects(leads);
    planner.enable(leads);
    if (leads) {
      sink.leading(next.term(), view());
    } else if (!isReadable(next)) {
      sink.notLeading();
      waiters.failAll(notWritable(next));
    }
    roleWatcher.accept(next);
  }

  private static boolean isReadable(CommandLog.Role role) {
    return switch (role.kind()) {
      case LEADER, READ_ONLY -> true;
      case STARTING, FOLLOWER, FAILED -> false;
    };
  }

  private static EngineException notWritable(CommandLog.Role role) {
    return switch (role.kind()) {
      case READ_ONLY ->
          new EngineException(
              EngineException.Kind.LOG_UNWRITABLE, "the log cannot be written for now");
      case FOLLOWER ->
          new EngineException(
              EngineException.Kind.NOT_READY, "another head node leads: " + role.leader());
      case STARTING, LEADER ->
          new EngineException(EngineException.Kind.NOT_READY, "starting or stopping");
      case FAILED -> new EngineException(EngineException.Kind.NOT_READY, "the log failed");
    };
  }

  private static EngineException queueFull(String what) {
    return new EngineException(EngineException.Kind.QUEUE_FULL, what);
  }

  // ---- engine thread ----

  private ClusterView view() {
    thread.check();
    return state.view();
  }

  private void afterWork(boolean moreWaits) {
    planner.run(moreWaits);
  }
}
