package io.reeve.scheduler.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.CommandLog.Role;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.engine.CommandLog.RoleListener;
import io.reeve.scheduler.engine.LogException;
import io.reeve.scheduler.engine.LogException.Outcome;
import io.reeve.scheduler.engine.Replica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link CommandLog} does. */
@Timeout(120)
abstract class CommandLogContract {
  private static final int MIB = 1 << 20;

  private final List<CommandLog> opened = new ArrayList<>();
  private final List<RecordingReplica> replicas = new ArrayList<>();
  private final ExecutorService engine =
      Executors.newSingleThreadExecutor(Threads.daemon("engine"));

  /** Opens a log on what the one before left. */
  abstract CommandLog open(Replica replica, RoleListener listener) throws Exception;

  /** Ends {@code log} as a crash would; the next {@link #open} finds what was durable. */
  abstract void crash(CommandLog log) throws Exception;

  @AfterEach
  void closeAll() {
    opened.forEach(CommandLog::close);
    engine.shutdownNow();
    assertThat(replicas).allSatisfy(replica -> assertThat(replica.violations()).isEmpty());
  }

  @Test
  void append_oneAfterAnother_answersRisingIndexesAndAppliesInOrder() throws Exception {
    RecordingReplica replica = replica();
    CommandLog log = lead(replica);

    long last = -1;
    for (int i = 0; i < 50; i++) {
      long index = get(log.append(bytes("b" + i)));
      assertThat(index).isGreaterThan(last);
      last = index;
    }

    assertThat(replica.state()).isEqualTo(numbered("b", 50));
  }

  @Test
  void append_isAnswered_onlyAfterTheReplicaIsDone() throws Exception {
    RecordingReplica replica = replica();
    CommandLog log = lead(replica);
    CompletableFuture<Void> release = replica.holdApplied();

    CompletableFuture<Long> answer = log.append(bytes("slow")).toCompletableFuture();
    await().until(() -> replica.state().contains("slow"));

    assertThat(answer).isNotDone();
    release.complete(null);
    assertThat(answer).succeedsWithin(5, SECONDS);
  }

  @Test
  void append_byManyThreads_appliesEachOnceAndKeepsEachThreadsOrder() throws Exception {
    RecordingReplica replica = replica();
    CommandLog log = lead(replica);
    List<Thread> writers = new ArrayList<>();
    List<CompletableFuture<Long>> answers = Collections.synchronizedList(new ArrayList<>());
    for (int w = 0; w < 4; w++) {
      String name = "w" + w + "-";
      Thread writer =
          new Thread(
              () ->
                  numbered(name, 200)
                      .forEach(b -> answers.add(log.append(bytes(b)).toCompletableFuture())));
      writers.add(writer);
      writer.start();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    get(CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)));

    assertThat(answers.stream().map(CompletableFuture::join)).doesNotHaveDuplicates().hasSize(800);
    for (int w = 0; w < 4; w++) {
      String name = "w" + w + "-";
      assertThat(replica.state().stream().filter(b -> b.startsWith(name)))
          .isEqualTo(numbered(name, 200));
    }
  }

  @Test
  void open_afterCrash_appliesEverythingAcknowledgedAgainInOrder() throws Exception {
    CommandLog first = lead(replica());
    appendAll(first, numbered("b", 100));
    crash(first);

    RecordingReplica replica = replica();
    CommandLog second = lead(replica);
    appendAll(second, List.of("after"));

    List<String> expected = new ArrayList<>(numbered("b", 100));
    expected.add("after");
    assertThat(replica.state()).isEqualTo(expected);
    assertThat(replica.appliedInThisLife()).isEqualTo(expected);
  }

  @Test
  void open_afterClose_startsFromTheLastSnapshot() throws Exception {
    CommandLog first = lead(replica());
    appendAll(first, numbered("b", 100));
    first.close();

    RecordingReplica replica = replica();
    lead(replica);

    assertThat(replica.restores()).isOne();
    assertThat(replica.state()).isEqualTo(numbered("b", 100));
    assertThat(replica.appliedInThisLife()).isEmpty();
  }

  @Test
  void open_afterSnapshotAndCrash_appliesOnlyTheTail() throws Exception {
    CommandLog first = lead(replica());
    appendAll(first, numbered("a", 20));
    get(first.snapshot());
    appendAll(first, numbered("b", 5));
    crash(first);

    RecordingReplica replica = replica();
    lead(replica);

    List<String> expected = new ArrayList<>(numbered("a", 20));
    expected.addAll(numbered("b", 5));
    assertThat(replica.state()).isEqualTo(expected);
    assertThat(replica.appliedInThisLife()).isEqualTo(numbered("b", 5));
  }

  @Test
  void snapshot_whileBeingWritten_stopsNoAppends() throws Exception {
    RecordingReplica replica = replica();
    CommandLog log = lead(replica);
    appendAll(log, numbered("a", 10));
    CountDownLatch mayWrite = replica.holdSnapshots();

    CompletionStage<Void> snapshot = log.snapshot();
    appendAll(log, numbered("b", 10));
    assertThat(snapshot.toCompletableFuture()).isNotDone();
    mayWrite.countDown();
    get(snapshot);
    crash(log);

    RecordingReplica restarted = replica();
    lead(restarted);
    assertThat(restarted.state()).isEqualTo(replica.state());
  }

  @Test
  void append_ofFourMebibytes_comesBackUnchanged() throws Exception {
    String big = "x".repeat(4 * MIB - 1) + "y";
    RecordingReplica replica = replica();
    CommandLog first = lead(replica);
    appendAll(first, List.of("before", big, "after"));
    crash(first);

    RecordingReplica restarted = replica();
    lead(restarted);

    assertThat(restarted.state().equals(List.of("before", big, "after")))
        .isTrue(); // a readable failure
  }

  @Test
  void append_empty_isABatchToo() throws Exception {
    RecordingReplica replica = replica();
    appendAll(lead(replica), List.of(""));
    assertThat(replica.state()).containsExactly("");
  }

  @Test
  void append_beforeLeader_isRefused() throws Exception {
    CommandLog first = lead(replica());
    appendAll(first, List.of("a"));
    crash(first);
    RecordingReplica slow = replica();
    CompletableFuture<Void> release = slow.holdApplied();

    CommandLog second = track(open(slow, role -> {}));
    await().until(() -> slow.state().contains("a"));

    assertThat(second.role().kind()).isEqualTo(Kind.STARTING);
    assertThat(outcomeOf(second.append(bytes("b")))).isEqualTo(Outcome.NOT_LEADER);
    release.complete(null);
    await().until(() -> second.role().kind() == Kind.LEADER);
  }

  @Test
  void append_afterClose_isRefused() throws Exception {
    CommandLog log = lead(replica());
    log.close();
    log.close();

    assertThat(outcomeOf(log.append(bytes("late")))).isEqualTo(Outcome.NOT_LEADER);
    assertThat(log.role().kind()).isEqualTo(Kind.FAILED);
  }

  @Test
  void close_answersWhatWasOnItsWay() throws Exception {
    RecordingReplica replica = replica();
    CommandLog log = lead(replica);
    List<CompletableFuture<Long>> answers =
        numbered("b", 20).stream().map(b -> log.append(bytes(b)).toCompletableFuture()).toList();
    log.close();

    assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
    assertThat(replica.state()).isEqualTo(numbered("b", 20));
  }

  @Test
  void leader_isToldOnce_afterEverythingWasApplied_withARisingTerm() throws Exception {
    long lastTerm = 0;
    for (int life = 0; life < 4; life++) {
      RecordingReplica replica = replica();
      List<Role> roles = Collections.synchronizedList(new ArrayList<>());
      List<Integer> appliedWhenTold = Collections.synchronizedList(new ArrayList<>());
      CommandLog log =
          track(
              open(
                  replica,
                  role -> {
                    appliedWhenTold.add(replica.state().size());
                    roles.add(role);
                  }));
      await().until(() -> !roles.isEmpty());
      appendAll(log, numbered("life" + life + "-", 10));

      assertThat(roles)
          .singleElement()
          .satisfies(role -> assertThat(role.kind()).isEqualTo(Kind.LEADER));
      assertThat(log.role()).isEqualTo(roles.get(0));
      assertThat(roles.get(0).term()).isGreaterThan(lastTerm);
      assertThat(roles.get(0).leader()).isNotEmpty();
      assertThat(appliedWhenTold).containsExactly(life * 10);
      lastTerm = roles.get(0).term();
      crash(log);
      assertThat(roles).as("nobody is told of the end it asked for").hasSize(1);
    }
  }

  RecordingReplica replica() {
    RecordingReplica replica = new RecordingReplica(engine);
    replicas.add(replica);
    return replica;
  }

  /** Opens a log and waits until it leads. */
  CommandLog lead(Replica replica) throws Exception {
    CommandLog log = track(open(replica, role -> {}));
    await().until(() -> log.role().kind() == Kind.LEADER);
    return log;
  }

  CommandLog track(CommandLog log) {
    opened.add(log);
    return log;
  }

  static void appendAll(CommandLog log, List<String> batches) throws Exception {
    for (String batch : batches) {
      get(log.append(bytes(batch)));
    }
  }

  static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }

  static Outcome outcomeOf(CompletionStage<Long> failing) throws Exception {
    try {
      get(failing);
    } catch (ExecutionException e) {
      assertThat(e).cause().isInstanceOf(LogException.class);
      return ((LogException) e.getCause()).outcome();
    }
    throw new AssertionError("the batch was accepted");
  }
}
