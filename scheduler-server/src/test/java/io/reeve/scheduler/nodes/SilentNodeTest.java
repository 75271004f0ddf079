package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.stub.ServerCallStreamObserver;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Heartbeat;
import io.reeve.proto.agent.v1.Started;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.Commands;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When what runs on a silent node is surely dead, and messages that come too late. */
final class SilentNodeTest extends AgentStreams {
  private static final Duration SILENT_AFTER = Duration.ofSeconds(45);

  // ---- surely dead by ----

  @Test
  void surelyDeadBy_heartbeatOverdue_isWhenTheNodeWillBeLost() {
    running();
    var lost = time.now().plus(LOST_AFTER);
    time.advance(SILENT_AFTER.minusMillis(1));
    assertThat(registry.surelyDeadBy("n1")).isEmpty();

    time.advance(Duration.ofMillis(1));

    assertThat(registry.surelyDeadBy("n1")).contains(lost);
    time.advance(Duration.ofSeconds(30));
    assertThat(registry.surelyDeadBy("n1")).contains(lost);
  }

  @Test
  void surelyDeadBy_streamClosed_isToldAtOnce() {
    var agent = running();
    var lost = time.now().plus(LOST_AFTER);
    agent.kill();

    await().until(() -> registry.surelyDeadBy("n1").isPresent());

    assertThat(registry.surelyDeadBy("n1")).contains(lost);
  }

  @Test
  void surelyDeadBy_heardAgain_isTakenBack() {
    var agent = running();
    time.advance(SILENT_AFTER);
    agent.heartbeat(1);
    agent.await1("answer", ConnectResponse::hasHeartbeatAck);

    assertThat(registry.surelyDeadBy("n1")).isEmpty();
  }

  @Test
  void surelyDeadBy_lost_staysWithTheAttempt() {
    running();
    time.advance(LOST_AFTER.plusSeconds(1));
    await().until(() -> !isReachable());

    var attempt = read(view -> view.task(TASK).orElseThrow().attempts().get(0));
    assertThat(attempt.surelyDeadBy()).isNotNull().isBeforeOrEqualTo(time.now());
    assertThat(registry.surelyDeadBy("n1")).isEmpty();
  }

  @Test
  void surelyDeadBy_headStoodStill_isMovedWithTheTrust() {
    running();
    time.sleepThrough(LOST_AFTER.multipliedBy(10));

    assertThat(registry.surelyDeadBy("n1")).contains(time.now().plus(LOST_AFTER));
  }

  @Test
  void surelyDeadBy_restartedHead_countsAFullTermFromItsStart() throws Exception {
    running();
    time.advance(LEASE);
    restartHead();

    assertThat(registry.surelyDeadBy("n1")).contains(time.now().plus(LOST_AFTER));
  }

  @Test
  void surelyDeadBy_ofAPlainShNode_isNotKnown() {
    FakeAgent.connect(channel)
        .send(FakeAgent.join("n1", "a").setContainment("session-scan"))
        .awaitWelcome();
    time.advance(SILENT_AFTER);

    assertThat(registry.surelyDeadBy("n1")).isEmpty();
    assertThat(registry.surelyDeadBy("unknown")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600})
  void date_setByAnHour_changesNoLease(long seconds) {
    joined("n1", "a");
    time.advance(SILENT_AFTER);
    var left = Duration.between(time.now(), registry.surelyDeadBy("n1").orElseThrow());
    Instant set = time.now().plusSeconds(seconds);
    time.setDate(set);

    assertThat(registry.surelyDeadBy("n1")).contains(set.plus(left));
    time.advance(left.minusSeconds(1));
    assertThat(isReachable()).isTrue();
    time.advance(Duration.ofSeconds(2));
    await().until(() -> !isReachable());
  }

  private boolean isReachable() {
    return read(view -> view.node("n1").orElseThrow().reachable());
  }

  // ---- stale messages ----

  @Test
  void report_ofAnAttemptThatIsNotCurrent_changesNothingAndIsCounted() {
    var agent = running();
    agent.started(new AttemptId(TASK, 2));
    agent.ended(new AttemptId(TaskId.of(7, 7), 1));
    await().until(() -> registry.staleReports("n1") == 2);

    int current = read(view -> view.task(TASK).orElseThrow().attempt());
    assertThat(current).isEqualTo(1);
    assertThat(registry.staleReports("n2")).isZero();
  }

  @Test
  void report_ofAReplacedStream_changesNothingAndIsCounted() {
    submit(Commands.submitWithGrace(Duration.ofSeconds(10)));
    var old = new AgentStream(new OpenCall(), registry);
    old.onNext(ConnectRequest.newBuilder().setJoin(FakeAgent.join("n1", "a")).build());
    await().until(() -> registry.isConnected("n1"));
    joined("n1", "a").await1("start", ConnectResponse::hasStart);

    old.onNext(ConnectRequest.newBuilder().setHeartbeat(Heartbeat.newBuilder()).build());
    assertThat(registry.staleReports("n1")).isZero(); // it reports on nothing
    old.onNext( // it was on its way when the newer stream took over
        ConnectRequest.newBuilder()
            .setStarted(Started.newBuilder().setAttempt(Protos.of(ATTEMPT)).setPid(42))
            .build());

    assertThat(registry.staleReports("n1")).isEqualTo(1);
    TaskState state = read(view -> view.task(TASK).orElseThrow().state());
    assertThat(state).isEqualTo(TaskState.DISPATCHING);
  }

  @Test
  void order_ofTheCluster_isNotStale() {
    var agent = running();
    submit(Commands.cancel(TASK));
    agent.ended(ATTEMPT);
    agent.await1("acknowledge", ConnectResponse::hasAcknowledge);

    assertThat(registry.staleReports("n1")).isZero();
  }

  /** A call whose other end takes everything and is never heard. */
  private static final class OpenCall extends ServerCallStreamObserver<ConnectResponse> {
    @Override
    public void onNext(ConnectResponse response) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void request(int count) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
