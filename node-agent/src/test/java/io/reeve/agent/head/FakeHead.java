package io.reeve.agent.head;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reeve.agent.convert.Starts;
import io.reeve.agent.convert.Values;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StartOrder;
import io.reeve.proto.agent.v1.Acknowledge;
import io.reeve.proto.agent.v1.AgentServiceGrpc;
import io.reeve.proto.agent.v1.Condition;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Heartbeat;
import io.reeve.proto.agent.v1.HeartbeatAck;
import io.reeve.proto.agent.v1.Join;
import io.reeve.proto.agent.v1.Stop;
import io.reeve.proto.agent.v1.Welcome;
import io.reeve.proto.v1.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A head node that does what the test says. */
final class FakeHead extends AgentServiceGrpc.AgentServiceImplBase {
  static final Duration LEASE = Duration.ofSeconds(90);
  static final Duration INTERVAL = Duration.ofSeconds(30);

  final List<ConnectRequest> received = new ArrayList<>();
  final List<Condition> conditions = new ArrayList<>(); // not among the received
  final List<Join> joins = new ArrayList<>();
  long term = 5;
  boolean welcoming = true;
  boolean answering = true;
  Duration interval = INTERVAL;
  private boolean frozen;
  private ServerCallStreamObserver<ConnectResponse> agent = null;

  @Override
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
    var call = (ServerCallStreamObserver<ConnectResponse>) responses;
    call.disableAutoRequest();
    call.request(1);
    agent = call;
    return new StreamObserver<>() {
      @Override
      public void onNext(ConnectRequest message) {
        FakeHead.this.onNext(message);
        if (!frozen) {
          call.request(1);
        }
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {}
    };
  }

  private void onNext(ConnectRequest message) {
    if (message.hasCondition()) {
      conditions.add(message.getCondition());
      return;
    }
    received.add(message);
    if (message.hasJoin()) {
      joins.add(message.getJoin());
    } else if (message.hasInventory()) {
      Join begun = joins.remove(joins.size() - 1);
      joins.add(
          begun.toBuilder()
              .addAllInventory(message.getInventory().getItemsList())
              .setInventoryContinues(message.getInventory().getContinues())
              .build());
    }
    if (message.hasJoin() || message.hasInventory()) {
      if (welcoming && !joins.get(joins.size() - 1).getInventoryContinues()) {
        welcome();
      }
    } else if (message.hasHeartbeat() && answering) {
      answer(message.getHeartbeat());
    }
  }

  /** Keeps its streams, and reads one more message and then nothing. */
  void freeze() {
    frozen = true;
  }

  /** Reads on. */
  void thaw() {
    frozen = false;
    agent.request(1);
  }

  void welcome() {
    send(
        ConnectResponse.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setTerm(term)
                    .setLease(Values.toProto(LEASE))
                    .setHeartbeatInterval(Values.toProto(interval))
                    .setClusterName("test")));
  }

  void answer(Heartbeat heartbeat) {
    send(
        ConnectResponse.newBuilder()
            .setHeartbeatAck(
                HeartbeatAck.newBuilder()
                    .setSequence(heartbeat.getSequence())
                    .setTerm(term)
                    .setLease(Values.toProto(LEASE))
                    .setHeartbeatInterval(Values.toProto(interval))));
  }

  void start(StartOrder order) {
    send(ConnectResponse.newBuilder().setStart(Starts.toProto(order).toBuilder().setTerm(term)));
  }

  void stop(AttemptId id, Duration grace) {
    send(
        ConnectResponse.newBuilder()
            .setStop(
                Stop.newBuilder()
                    .setAttempt(Values.toProto(id))
                    .setTerm(term)
                    .setGracePeriod(Values.toProto(grace))
                    .setCause(Cause.CAUSE_CANCELED)));
  }

  void acknowledge(AttemptId id) {
    send(
        ConnectResponse.newBuilder()
            .setAcknowledge(Acknowledge.newBuilder().addEnded(Values.toProto(id))));
  }

  void send(ConnectResponse.Builder message) {
    agent.onNext(message.build());
  }

  void cut() {
    end(Status.UNAVAILABLE);
  }

  void end(Status status) {
    agent.onError(status.asRuntimeException());
  }

  List<Heartbeat> heartbeats() {
    return received.stream()
        .filter(ConnectRequest::hasHeartbeat)
        .map(ConnectRequest::getHeartbeat)
        .toList();
  }

  List<Ended> ended() {
    return received.stream()
        .filter(ConnectRequest::hasEnded)
        .map(ConnectRequest::getEnded)
        .toList();
  }

  List<ConnectRequest.MessageCase> kinds() {
    return received.stream().map(ConnectRequest::getMessageCase).toList();
  }
}
