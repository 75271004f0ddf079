package io.reeve.scheduler.engine;

import static io.reeve.scheduler.engine.EngineFixture.failureOf;
import static io.reeve.scheduler.engine.EngineFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each end of an append means to who waits for it, moment by moment. */
final class AppendOutcomeTest {
  private final ScriptedLog log = new ScriptedLog();
  private final ProtoCommandCodec codec = new ProtoCommandCodec();
  private SingleWriterEngine engine;
  private long index;

  @BeforeEach
  void start() {
    var nodes = new FakeNodes();
    engine =
        new SingleWriterEngine(
            EngineFixture.ROOMY,
            codec,
            nodes,
            nodes,
            new ManualTime(),
            UUID::randomUUID,
            new Counters());
    engine.start(log);
    engine.onRole(log.role());
    await().until(() -> engine.role().kind() == CommandLog.Role.Kind.LEADER);
  }

  @AfterEach
  void close() {
    engine.stopTaking();
    engine.close();
  }

  private CompletionStage<Reply> submit() {
    return engine.submit(Commands.create(), (view, reply) -> reply);
  }

  private void apply(ScriptedLog.Appended entry) {
    get(engine.apply(index++, entry.batch()));
  }

  @Test
  void applied_answersBeforeTheAppendIsOver() throws Exception {
    var answer = submit();
    apply(log.next());
    assertThatObject(get(answer)).isEqualTo(new Reply.JobAccepted(1, 0));
  }

  @Test
  void unknown_thenAppliedAfterAll_changesTheStateOnly() throws Exception {
    var answer = submit();
    var entry = log.next();
    entry.result().completeExceptionally(new LogException(LogException.Outcome.UNKNOWN, "cut"));
    assertThat(failureOf(answer)).isEqualTo(EngineException.Kind.OUTCOME_UNKNOWN);
    assertThat(log.isIdle()).as("never repeated by itself").isTrue();
    apply(entry);
    assertThatObject(get(engine.read(view -> view.job(1).isPresent()))).isEqualTo(true);
  }

  @Test
  void stopped_withoutAWordFromTheLog_isUnknown() throws Exception {
    var answer = submit();
    log.next();
    engine.stopTaking();
    engine.close();
    assertThat(failureOf(answer)).isEqualTo(EngineException.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void otherFailure_isUnknownToo() throws Exception {
    var answer = submit();
    log.next().result().completeExceptionally(new IllegalStateException("a bug"));
    assertThat(failureOf(answer)).isEqualTo(EngineException.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void refusedBatch_leavesAGapThatIsNoObstacle() throws Exception {
    var first = submit();
    log.next()
        .result()
        .completeExceptionally(new LogException(LogException.Outcome.NOT_LEADER, "no"));
    assertThat(failureOf(first)).isEqualTo(EngineException.Kind.NOT_READY);
    var second = submit();
    apply(log.next());
    assertThatObject(get(second)).isEqualTo(new Reply.JobAccepted(1, 0));
  }

  @Test
  void fourEntriesOnTheirWay_furtherCommandsWaitAndGoTogether() throws Exception {
    var entries = new ArrayList<ScriptedLog.Appended>();
    for (var i = 0; i < EngineSettings.MAX_ENTRIES_IN_FLIGHT; i++) {
      submit();
      entries.add(log.next());
    }
    var waiting = new ArrayList<CompletionStage<Reply>>();
    for (var i = 0; i < 300; i++) {
      waiting.add(submit());
    }
    assertThat(log.isIdle()).isTrue();
    apply(entries.get(0));
    entries.get(0).result().complete(0L);
    var next = log.next();
    assertThat(codec.decode(next.batch()).commands()).hasSize(EngineSettings.MAX_BATCH_COMMANDS);
    entries.subList(1, entries.size()).forEach(this::apply);
    apply(next);
    assertThatObject(get(waiting.get(0)))
        .isEqualTo(new Reply.JobAccepted(EngineSettings.MAX_ENTRIES_IN_FLIGHT + 1L, 0));
    next.result().complete(4L);
    apply(log.next()); // the rest
    assertThatObject(get(waiting.get(299))).isInstanceOf(Reply.JobAccepted.class);
  }

  @Test
  void batchesOfAnotherHead_areApplied_answeringNobodyHere() throws Exception {
    var answer = submit();
    var own = log.next();
    var foreign =
        codec.encode(
            new CommandCodec.Batch(
                1, 1, codec.decode(own.batch()).time(), List.of(Commands.create())));
    get(engine.apply(index++, foreign));
    assertThat(answer.toCompletableFuture()).isNotDone();
    apply(own);
    assertThatObject(get(answer)).isEqualTo(new Reply.JobAccepted(2, 0));
  }
}
