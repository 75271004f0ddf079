package io.reeve.scheduler.engine;

import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.log.MemoryCommandLog;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** An engine over a log in memory, which survives a crash. */
final class EngineFixture implements AutoCloseable {
  static final EngineSettings ROOMY = new EngineSettings(10_000, 10_000, 1_000, 1_000, 8 << 20);

  static {
    quickPolls();
  }

  final ManualTime time = new ManualTime();
  private final MemoryCommandLog.Disk disk = new MemoryCommandLog.Disk();
  private final EngineSettings settings;
  FakeNodes nodes;
  Counters counters;
  SingleWriterEngine engine;
  MemoryCommandLog log;

  EngineFixture() {
    this(ROOMY);
  }

  EngineFixture(EngineSettings settings) {
    this.settings = settings;
    start();
  }

  private void start() {
    nodes = new FakeNodes();
    counters = new Counters();
    engine =
        new SingleWriterEngine(
            settings, new ProtoCommandCodec(), nodes, nodes, time, UUID::randomUUID, counters);
    log = MemoryCommandLog.open(disk, engine, engine);
    engine.start(log);
    awaitRole(CommandLog.Role.Kind.LEADER);
  }

  /** What is awaited here takes microseconds. */
  static void quickPolls() {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
  }

  void awaitRole(CommandLog.Role.Kind kind) {
    await("role " + kind).until(() -> engine.role().kind() == kind);
    if (kind == CommandLog.Role.Kind.LEADER) {
      get(engine.read(view -> kind)); // behind everything that follows from the role
    }
  }

  /** As {@code kill -9} and a new start on the same disk. */
  void restart() {
    log.crash();
    engine.close();
    start();
  }

  int entries() {
    return disk.size();
  }

  MemoryCommandLog.Disk disk() {
    return disk;
  }

  CompletionStage<Reply> submit(Command command) {
    return engine.submit(command, (view, reply) -> reply);
  }

  Reply submitted(Command command) {
    return get(submit(command));
  }

  long submittedJob(Command command) {
    return ((Reply.JobAccepted) submitted(command)).job();
  }

  <R> R read(Function<ClusterView, R> question) {
    return get(engine.read(question));
  }

  static <R> R get(CompletionStage<R> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Why a stage failed. */
  static EngineException.Kind failureOf(CompletionStage<?> stage) {
    try {
      var done = get(stage);
      throw new AssertionError("did not fail but gave " + done);
    } catch (CompletionException e) {
      if (e.getCause() instanceof EngineException failure) {
        return failure.kind();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    engine.stopTaking();
    log.close();
    engine.close();
  }
}
