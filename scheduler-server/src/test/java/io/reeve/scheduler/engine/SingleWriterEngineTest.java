package io.reeve.scheduler.engine;

import static io.reeve.scheduler.engine.EngineFixture.failureOf;
import static io.reeve.scheduler.engine.EngineFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.core.cluster.Effect;
import io.reeve.scheduler.core.cluster.Order;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.log.codec.ProtoCommandCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SingleWriterEngineTest {
  private static final TaskId TASK = TaskId.of(1, 1);
  private static final AttemptId ATTEMPT = new AttemptId(TASK, 1);

  private EngineFixture fixture = new EngineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void replaceFixture(EngineSettings settings) {
    fixture.close();
    fixture = new EngineFixture(settings);
  }

  // ---- submitting ----

  @Test
  void submit_isAnsweredFromTheStateAfterIt() {
    var state = get(fixture.engine.submit(Commands.submit(2), (view, reply) -> view.taskCount(1)));
    assertThat(state).isEqualTo(2);
  }

  @Test
  void submit_whileTheLogHangs_isNotAnswered() {
    var release = fixture.log.hold();
    var answer = fixture.submit(Commands.submit(1)).toCompletableFuture();
    assertThatObject(fixture.read(view -> view.job(1).isPresent())).isEqualTo(false);
    assertThat(answer).isNotDone();
    release.complete(null);
    assertThatObject(get(answer)).isEqualTo(new Reply.JobAccepted(1, 1));
  }

  @Test
  void submit_whileEntriesAreOnTheirWay_gathersIntoFewEntriesInOrder() {
    var release = fixture.log.hold();
    var answers = new ArrayList<CompletionStage<Reply>>();
    for (var i = 0; i < 1_000; i++) {
      answers.add(fixture.submit(Commands.submit(1)));
    }
    release.complete(null);
    for (var i = 0; i < 1_000; i++) {
      assertThatObject(get(answers.get(i))).isEqualTo(new Reply.JobAccepted(i + 1, 1));
    }
    // A few went at once, the others together: 1,000 / 256 is 4.
    assertThat(fixture.entries()).isLessThanOrEqualTo(EngineSettings.MAX_ENTRIES_IN_FLIGHT + 5);
  }

  @Test
  void submit_moreBytesThanAnEntryTakes_goesInParts() {
    replaceFixture(new EngineSettings(1_000, 1_000, 10, 10, 4_096));
    var release = fixture.log.hold();
    var spec = TaskSpec.ofCommand("/bin/echo", "x".repeat(1_000));
    var answers = new ArrayList<CompletionStage<Reply>>();
    for (var i = 0; i < 50; i++) {
      answers.add(fixture.submit(Commands.submit(List.of(spec))));
    }
    release.complete(null);
    for (var i = 0; i < 50; i++) {
      assertThatObject(get(answers.get(i))).isEqualTo(new Reply.JobAccepted(i + 1, 1));
    }
  }

  @Test
  void submit_oneCommandTooLargeForAnEntry_isRefusedAlone() {
    replaceFixture(new EngineSettings(1_000, 1_000, 10, 10, 4_096));
    var huge = Commands.submit(List.of(TaskSpec.ofCommand("/bin/echo", "x".repeat(10_000))));
    var refused = fixture.submit(huge);
    assertThat(fixture.submittedJob(Commands.submit(1))).isEqualTo(1);
    assertThat(failureOf(refused)).isEqualTo(EngineException.Kind.QUEUE_FULL);
  }

  @Test
  void submit_whenTooManyWait_isRefusedAndTheOthersGoOn() {
    replaceFixture(new EngineSettings(10, 10, 10, 10, 1 << 20));
    var release = fixture.log.hold();
    var answers = new ArrayList<CompletionStage<Reply>>();
    for (var i = 0; i < 2_000; i++) { // a few entries of up to 256 are on their way, ten wait
      answers.add(fixture.submit(Commands.submit(1)));
    }
    release.complete(null);
    var accepted = 0;
    for (var answer : answers) {
      try {
        get(answer);
        accepted++;
      } catch (CompletionException e) {
        assertThat(failureOf(answer)).isEqualTo(EngineException.Kind.QUEUE_FULL);
      }
    }
    var jobs = (long) accepted;
    assertThat(jobs).isBetween(10L, 1_999L);
    assertThatObject(fixture.read(view -> view.jobCounts().get(JobState.QUEUED))).isEqualTo(jobs);
  }

  @Test
  void submit_whenTheAnswerCannotBeMade_failsAndStillCounts() {
    var answer =
        fixture.engine.submit(
            Commands.submit(1),
            (view, reply) -> {
              throw new IllegalArgumentException("cannot say it");
            });
    assertThat(answer.toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(IllegalArgumentException.class);
    assertThatObject(fixture.read(view -> view.job(1).isPresent())).isEqualTo(true);
  }

  // ---- the log refuses ----

  @Test
  void submit_theLogDoesNotLead_isNotReady() {
    fixture.log.failNext(LogException.Outcome.NOT_LEADER);
    assertThat(failureOf(fixture.submit(Commands.submit(1))))
        .isEqualTo(EngineException.Kind.NOT_READY);
    assertThat(fixture.submittedJob(Commands.submit(1))).isEqualTo(1);
  }

  @Test
  void submit_theLogCannotBeWritten_changesNothing() {
    fixture.log.failNext(LogException.Outcome.UNWRITABLE);
    assertThat(failureOf(fixture.submit(Commands.submit(1))))
        .isEqualTo(EngineException.Kind.LOG_UNWRITABLE);
    assertThat(fixture.submittedJob(Commands.submit(1))).isEqualTo(1);
  }

  @Test
  void diskFull_readsGoOnAndItHeals() {
    fixture.submitted(Commands.submit(1));
    fixture.disk().setFull(true);
    assertThat(failureOf(fixture.submit(Commands.submit(1))))
        .isEqualTo(EngineException.Kind.LOG_UNWRITABLE);
    fixture.awaitRole(Kind.READ_ONLY);
    assertThat(failureOf(fixture.submit(Commands.submit(1))))
        .isEqualTo(EngineException.Kind.LOG_UNWRITABLE);
    assertThatObject(fixture.read(view -> view.job(1).isPresent())).isEqualTo(true);
    fixture.disk().setFull(false);
    fixture.awaitRole(Kind.LEADER);
    assertThat(fixture.submittedJob(Commands.submit(1))).isEqualTo(2);
    assertThat(fixture.nodes.termsLed).hasSize(2); // links are told everything again
  }

  @Test
  void anotherHeadLeads_nothingIsTakenOrAnswered() {
    fixture.log.follow("other");
    fixture.awaitRole(Kind.FOLLOWER);
    assertThat(failureOf(fixture.submit(Commands.submit(1))))
        .isEqualTo(EngineException.Kind.NOT_READY);
    assertThat(failureOf(fixture.engine.read(view -> 1))).isEqualTo(EngineException.Kind.NOT_READY);
    assertThat(failureOf(fixture.engine.awaitJob(1).reached()))
        .isEqualTo(EngineException.Kind.NOT_READY);
  }

  // ---- applying ----

  @Test
  void apply_sameBatchTwice_refusesToGoOn() {
    var codec = new ProtoCommandCodec();
    var batch =
        codec.encode(new CommandCodec.Batch(7, 1, Instant.EPOCH, List.of(Commands.create())));
    get(fixture.engine.apply(100, batch));
    assertThat(fixture.engine.apply(101, batch).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10));
    var other =
        codec.encode(new CommandCodec.Batch(8, 1, Instant.EPOCH, List.of(Commands.create())));
    assertThat(fixture.engine.apply(102, other).toCompletableFuture())
        .as("after one that failed")
        .failsWithin(Duration.ofSeconds(10));
    assertThat(fixture.engine.snapshot().toCompletableFuture())
        .as("a state that is not what the log says")
        .failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void apply_bytesOfAnUnknownKind_refusesToGoOn() {
    assertThat(fixture.engine.apply(100, new byte[] {1, 2, 3}).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void stamps_dateSetBack_neverRunBackwards() {
    fixture.submitted(Commands.submit(1));
    var first = fixture.read(view -> view.time());
    fixture.time.setDate(first.minusSeconds(3_600));
    fixture.submitted(Commands.submit(1));
    assertThatObject(fixture.read(view -> view.time())).isEqualTo(first);
    fixture.restart();
    fixture.submitted(Commands.submit(1));
    assertThatObject(fixture.read(view -> view.time())).isEqualTo(first);
  }

  // ---- crashes ----

  @Test
  void restart_keepsWhatWasAnsweredAndGivesNoIdTwice() {
    var done = fixture.submittedJob(Commands.submit(3));
    fixture.restart();
    assertThatObject(fixture.read(view -> view.taskCount(done))).isEqualTo(3);
    assertThat(fixture.submittedJob(Commands.submit(1))).isEqualTo(done + 1);
  }

  @Test
  void restart_fromSnapshotAndTail_keepsEverything() {
    fixture.submitted(Commands.submit(1));
    get(fixture.log.snapshot());
    fixture.submitted(Commands.submit(2));
    var events = fixture.engine.events().newest();
    fixture.restart();
    assertThatObject(fixture.read(view -> view.taskCount(1))).isEqualTo(1);
    assertThatObject(fixture.read(view -> view.taskCount(2))).isEqualTo(2);
    assertThat(fixture.engine.events().newest()).isEqualTo(events);
    // Only what came after the snapshot is held again.
    assertThat(fixture.engine.events().read(0, 10).held()).isFalse();
    assertThat(fixture.engine.events().read(events - 1, 10).events()).hasSize(1);
  }

  @Test
  void restart_ordersAreDerivedAgain_andOldEffectsNotRepeated() {
    runOnNode();
    fixture.submitted(Commands.started("n1", ATTEMPT));
    fixture.submitted(Commands.cancel(TASK));
    fixture.restart();
    assertThat(fixture.nodes.effects).isEmpty();
    assertThat(fixture.nodes.ordersAtStart).singleElement().isInstanceOf(Order.Stop.class);
  }

  @Test
  void stopTaking_stillLogsWhatWaits() {
    var release = fixture.log.hold();
    var answers = new ArrayList<CompletionStage<Reply>>();
    for (var i = 0; i < 600; i++) {
      answers.add(fixture.submit(Commands.submit(1)));
    }
    var stopping = CompletableFuture.runAsync(fixture.engine::stopTaking);
    release.complete(null);
    get(stopping);
    answers.forEach(answer -> assertThatObject(get(answer)).isInstanceOf(Reply.JobAccepted.class));
    assertThat(failureOf(fixture.submit(Commands.submit(1))))
        .isEqualTo(EngineException.Kind.NOT_READY);
  }

  // ---- planning ----

  private void runOnNode() {
    fixture.nodes.connected.add("n1");
    fixture.submitted(Commands.nodeJoined("n1", 1));
    fixture.submitted(Commands.submit(1));
    awaitState(TASK, TaskState.DISPATCHING);
  }

  private void awaitState(TaskId task, TaskState state) {
    await(task + " " + state)
        .until(() -> fixture.read(view -> view.task(task).orElseThrow().state()) == state);
  }

  @Test
  void submit_withRoomOnANode_isStarted() {
    runOnNode();
    assertThat(fixture.nodes.effects).containsExactly(new Effect.Tell("n1", ATTEMPT));
  }

  @Test
  void end_freesTheNode_nextIsStarted() {
    runOnNode();
    fixture.submitted(Commands.submit(1));
    assertThatObject(fixture.read(view -> view.task(TaskId.of(2, 1)).orElseThrow().state()))
        .isEqualTo(TaskState.QUEUED);
    fixture.submitted(Commands.ended("n1", ATTEMPT));
    awaitState(TaskId.of(2, 1), TaskState.DISPATCHING);
    assertThat(fixture.nodes.effects).contains(new Effect.Acknowledge("n1", ATTEMPT));
  }

  @Test
  void node_notConnected_getsNothingUntilItIs() {
    fixture.submitted(Commands.nodeJoined("n1", 1));
    fixture.submitted(Commands.submit(1));
    var passes = fixture.counters.counter("planner_passes");
    await().until(() -> passes.sum() >= 2);
    assertThat(fixture.nodes.effects).isEmpty();
    fixture.nodes.connected.add("n1");
    fixture.engine.wake();
    awaitState(TASK, TaskState.DISPATCHING);
  }

  @Test
  void planning_moreThanOneProposalHolds_goesOn() {
    fixture.nodes.connected.add("n1");
    fixture.submitted(Commands.nodeJoined("n1", 1_000));
    fixture.submitted(Commands.submit(600));
    await()
        .until(
            () ->
                fixture.read(view -> view.taskCounts(1).getOrDefault(TaskState.DISPATCHING, 0L))
                    == 600);
  }

  @Test
  void planning_proposalNotLogged_isMadeAgain() {
    fixture.nodes.connected.add("n1");
    fixture.submitted(Commands.submit(1));
    fixture.disk().setFull(true);
    fixture.log.lead(); // still; the next write fails
    assertThat(failureOf(fixture.submit(Commands.nodeJoined("n1", 1))))
        .isEqualTo(EngineException.Kind.LOG_UNWRITABLE);
    fixture.disk().setFull(false);
    fixture.awaitRole(Kind.LEADER);
    fixture.submitted(Commands.nodeJoined("n1", 1));
    awaitState(TASK, TaskState.DISPATCHING);
  }

  /** The only node could not start {@link #TASK}; the planner has looked at that. */
  private void failOnTheOnlyNode() {
    runOnNode();
    fixture.submitted(Commands.notStarted("n1", ATTEMPT));
    await("planner has looked").until(() -> fixture.time.hasTimerIn(Duration.ofSeconds(1)));
  }

  @Test
  void startFailedByTheOnlyNode_isTriedAgainAfterAPause() {
    failOnTheOnlyNode();
    fixture.time.advance(Duration.ofMillis(999));
    fixture.engine.wake();
    fixture.submitted(Commands.create()); // behind it
    assertThatObject(fixture.read(view -> view.task(TASK).orElseThrow().state()))
        .isEqualTo(TaskState.QUEUED);
    fixture.time.advance(Duration.ofMillis(1));
    awaitState(TASK, TaskState.DISPATCHING);
  }

  @Test
  void startFailedByTheOnlyNode_dateSetBackMeanwhile_isTriedAgainAfterThePause() {
    failOnTheOnlyNode();
    fixture.time.setDate(fixture.time.now().minusSeconds(3600));
    fixture.time.advance(Duration.ofSeconds(1));
    awaitState(TASK, TaskState.DISPATCHING);
  }

  @Test
  void startFailedByTheOnlyNode_headRestarted_isTriedAgainAfterAPause() {
    failOnTheOnlyNode();
    fixture.restart();
    fixture.nodes.connected.add("n1");
    fixture.engine.wake();
    await("planner has looked").until(() -> fixture.time.hasTimerIn(Duration.ofSeconds(1)));
    fixture.time.advance(Duration.ofSeconds(1));
    awaitState(TASK, TaskState.DISPATCHING);
  }

  // ---- waiting ----

  @Test
  void awaitTasks_completesWithTheLastOfThem() {
    fixture.submitted(Commands.submit(2));
    var wait = fixture.engine.awaitTasks(List.of(TASK, TaskId.of(1, 2))).reached();
    fixture.submitted(Commands.cancel(TASK));
    assertThat(wait.toCompletableFuture()).isNotDone();
    fixture.submitted(Commands.cancel(TaskId.of(1, 2)));
    get(wait);
  }

  @Test
  void awaitJob_completesWithItsEnd() {
    fixture.submitted(Commands.submit(1));
    var wait = fixture.engine.awaitJob(1).reached();
    assertThatObject(fixture.read(view -> 1)).isEqualTo(1); // the wait is registered
    assertThat(wait.toCompletableFuture()).isNotDone();
    fixture.submitted(Commands.cancel(TASK));
    get(wait);
  }

  @Test
  void await_whatDoesNotExistOrHasEnded_completesAtOnce() {
    fixture.submitted(Commands.submit(1));
    fixture.submitted(Commands.cancel(TASK));
    get(fixture.engine.awaitTasks(List.of(TASK, TaskId.of(99, 1))).reached());
    get(fixture.engine.awaitJob(1).reached());
    get(fixture.engine.awaitJob(99).reached());
  }

  @Test
  void await_canceled_makesRoomForOthers() {
    replaceFixture(new EngineSettings(100, 100, 1, 100, 1 << 20));
    fixture.submitted(Commands.submit(2));
    var first = fixture.engine.awaitTasks(List.of(TASK));
    var second = fixture.engine.awaitTasks(List.of(TaskId.of(1, 2)));
    assertThat(failureOf(second.reached())).isEqualTo(EngineException.Kind.QUEUE_FULL);
    first.cancel();
    var third = fixture.engine.awaitTasks(List.of(TaskId.of(1, 2)));
    fixture.submitted(Commands.cancel(TaskId.of(1, 2)));
    get(third.reached());
  }

  @Test
  void await_headStopsLeading_fails() {
    fixture.submitted(Commands.submit(1));
    var wait = fixture.engine.awaitTasks(List.of(TASK)).reached();
    fixture.read(view -> 1);
    fixture.log.follow("other");
    assertThat(failureOf(wait)).isEqualTo(EngineException.Kind.NOT_READY);
  }

  // ---- reading ----

  @Test
  void read_whenTooManyWait_isRefused() throws Exception {
    replaceFixture(new EngineSettings(10, 1, 10, 10, 1 << 20));
    var started = new CountDownLatch(1);
    var barrier = new CyclicBarrier(2);
    var slow =
        fixture.engine.read(
            view -> {
              started.countDown();
              return awaitQuietly(barrier);
            });
    started.await();
    var waiting = fixture.engine.read(view -> 1);
    assertThat(failureOf(fixture.engine.read(view -> 2)))
        .isEqualTo(EngineException.Kind.QUEUE_FULL);
    barrier.await();
    get(slow);
    assertThatObject(get(waiting)).isEqualTo(1);
  }

  private static int awaitQuietly(CyclicBarrier barrier) {
    try {
      return barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void events_watchersAreWoken() {
    var woken = new CountDownLatch(1);
    var registration = fixture.engine.events().onEvents(woken::countDown);
    fixture.submitted(Commands.submit(1));
    await().until(() -> woken.getCount() == 0);
    registration.close();
    var page = fixture.engine.events().read(0, 100);
    assertThat(page.held()).isTrue();
    assertThat(page.events()).isNotEmpty();
  }

  @Test
  void counters_countBatchesAndStaleReports() {
    fixture.submitted(Commands.nodeJoined("n1", 1));
    fixture.submitted(Commands.started("n1", new AttemptId(TaskId.of(9, 9), 1)));
    assertThat(fixture.counters.values())
        .containsEntry("stale_reports", 1L)
        .containsEntry("commands", 2L);
  }
}
