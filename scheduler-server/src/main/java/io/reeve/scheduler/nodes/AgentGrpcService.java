package io.reeve.scheduler.nodes;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reeve.proto.agent.v1.AgentServiceGrpc;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import javax.inject.Inject;
import javax.inject.Singleton;

/** Where agents dial in. */
@Singleton
final class AgentGrpcService extends AgentServiceGrpc.AgentServiceImplBase {
  private final NodeRegistry registry;

  @Inject
  AgentGrpcService(NodeRegistry registry) {
    this.registry = registry;
  }

  @Override
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
    var stream = new AgentStream((ServerCallStreamObserver<ConnectResponse>) responses, registry);
    stream.open();
    return stream;
  }
}
