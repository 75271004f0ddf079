package io.reeve.scheduler.nodes;

import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.reeve.proto.agent.v1.Acknowledge;
import io.reeve.proto.agent.v1.AgentServiceGrpc;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Heartbeat;
import io.reeve.proto.agent.v1.InventoryItem;
import io.reeve.proto.agent.v1.Join;
import io.reeve.proto.agent.v1.Started;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.ExitStatus;
import io.reeve.proto.v1.KillRecord;
import io.reeve.proto.v1.Resources;
import io.reeve.scheduler.core.task.AttemptId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** An agent by hand: sends what the test says, keeps what it got. */
final class FakeAgent implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
  private final List<ConnectResponse> received = new CopyOnWriteArrayList<>();
  private final boolean reads;
  private ClientCallStreamObserver<ConnectRequest> requests;
  private volatile Status end;
  private volatile String endReason = "";

  private FakeAgent(boolean reads) {
    this.reads = reads;
  }

  /** Opens a stream and says nothing yet. */
  static FakeAgent connect(Channel channel) {
    return open(channel, new FakeAgent(true));
  }

  /** The same, but nothing is taken from the network before {@link #readMore}. */
  static FakeAgent connectWithoutReading(Channel channel) {
    return open(channel, new FakeAgent(false));
  }

  private static FakeAgent open(Channel channel, FakeAgent agent) {
    AgentServiceGrpc.newStub(channel).connect(agent);
    return agent;
  }

  /** How most nodes present themselves: 4 cores. */
  static Join.Builder join(String node, String instance) {
    return Join.newBuilder()
        .setNode(node)
        .setBootId("boot-1")
        .setInstanceId(instance)
        .setCapacity(Resources.newBuilder().setCores(4))
        .setSockets(1)
        .setAgentVersion("1")
        .setProtocolVersion(JoinMessages.PROTOCOL_VERSION)
        .setContainment("fake");
  }

  static InventoryItem item(AttemptId attempt, InventoryItem.State state) {
    return InventoryItem.newBuilder()
        .setAttempt(Protos.of(attempt))
        .setState(state)
        .setPid(42)
        .setStartTime(Protos.of(java.time.Instant.EPOCH))
        .build();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ConnectRequest> stream) {
    requests = stream;
    if (!reads) {
      stream.disableAutoRequestWithInitial(0);
    }
  }

  FakeAgent send(Join.Builder join) {
    requests.onNext(ConnectRequest.newBuilder().setJoin(join).build());
    return this;
  }

  void heartbeat(long sequence) {
    requests.onNext(
        ConnectRequest.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setSequence(sequence))
            .build());
  }

  void started(AttemptId attempt) {
    requests.onNext(
        ConnectRequest.newBuilder()
            .setStarted(
                Started.newBuilder()
                    .setAttempt(Protos.of(attempt))
                    .setPid(42)
                    .setStartTime(Protos.of(java.time.Instant.EPOCH)))
            .build());
  }

  void ended(AttemptId attempt) {
    requests.onNext(
        ConnectRequest.newBuilder()
            .setEnded(
                Ended.newBuilder()
                    .setAttempt(Protos.of(attempt))
                    .setPid(42)
                    .setExit(ExitStatus.newBuilder().setCode(0))
                    .setCause(Cause.CAUSE_EXITED)
                    .setKillRecord(KillRecord.newBuilder().setCause(Cause.CAUSE_EXITED)))
            .build());
  }

  void send(ConnectRequest request) {
    requests.onNext(request);
  }

  void goodbye() {
    requests.onCompleted();
  }

  /** The process is gone. */
  void kill() {
    requests.cancel("killed", null);
  }

  void readMore(int messages) {
    requests.request(messages);
  }

  @Override
  public void onNext(ConnectResponse response) {
    received.add(response);
  }

  @Override
  public void onError(Throwable error) {
    var status = StatusProto.fromThrowable(error);
    if (status != null && status.getDetailsCount() == 1) {
      try {
        endReason = status.getDetails(0).unpack(ErrorInfo.class).getReason();
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    end = Status.fromThrowable(error);
  }

  @Override
  public void onCompleted() {
    end = Status.OK;
  }

  List<ConnectResponse> received() {
    return received;
  }

  List<ConnectResponse> received(Predicate<ConnectResponse> which) {
    return received.stream().filter(which).toList();
  }

  /** The first message of this kind, when it is there. */
  ConnectResponse await1(String what, Predicate<ConnectResponse> which) {
    await(what).until(() -> !received(which).isEmpty());
    return received(which).get(0);
  }

  FakeAgent awaitWelcome() {
    await1("welcome", ConnectResponse::hasWelcome);
    return this;
  }

  List<Acknowledge> acknowledged() {
    return received.stream()
        .filter(ConnectResponse::hasAcknowledge)
        .map(ConnectResponse::getAcknowledge)
        .toList();
  }

  /** Why the stream ended. */
  String awaitEnd() {
    await("end of the stream").until(() -> end != null);
    return end.getCode() + (endReason.isEmpty() ? "" : " " + endReason);
  }

  boolean isOpen() {
    return end == null;
  }
}
