package io.reeve.scheduler.nodes;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.scheduler.core.cluster.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from one agent over one stream. Called by gRPC, one call at a time.
 *
 * <p>At most {@link #WINDOW} messages are on their way into the log; the agent's further ones wait
 * in the network.
 */
final class AgentStream implements StreamObserver<ConnectRequest> {
  static final int WINDOW = 256;

  private static final Logger logger = LoggerFactory.getLogger(AgentStream.class);

  private final ServerCallStreamObserver<ConnectResponse> stream;
  private final NodeRegistry registry;
  private final JoinAssembly assembly = new JoinAssembly(); // empty once there is a link
  private @Nullable NodeLink link;
  private boolean over;

  AgentStream(ServerCallStreamObserver<ConnectResponse> stream, NodeRegistry registry) {
    this.stream = stream;
    this.registry = registry;
  }

  /** Begins; while the call is being set up. */
  void open() {
    stream.disableAutoRequest();
    stream.setOnCancelHandler(this::broken);
    stream.setOnReadyHandler(this::ready);
    stream.request(WINDOW);
  }

  @Override
  public void onNext(ConnectRequest request) {
    if (over) {
      return;
    }
    try {
      take(request);
    } catch (StreamEnd e) {
      logger.warn(
          "event=agent_refused node={} reason={} msg=\"{}\"", node(), e.reason(), e.getMessage());
      end(e);
    }
  }

  private void take(ConnectRequest request) throws StreamEnd {
    var to = link;
    if (to == null) {
      join(request);
      return;
    }
    if (!to.isOpen()) {
      late(to, request);
      return;
    }
    switch (request.getMessageCase()) {
      case HEARTBEAT -> {
        registry.heartbeat(to, request.getHeartbeat().getSequence());
        stream.request(1);
      }
      case STARTED -> report(to, ReportMessages.started(to.node(), request.getStarted()));
      case FINISHING -> report(to, ReportMessages.finishing(to.node(), request.getFinishing()));
      case RESIDUE -> report(to, ResidueMessages.command(to.node(), request.getResidue()));
      case ENDED -> report(to, ReportMessages.ended(to.node(), request.getEnded()));
      case CONDITION -> {
        registry.condition(to, ConditionMessages.toCondition(request.getCondition()));
        stream.request(1);
      }
      case JOIN, INVENTORY -> throw StreamEnd.invalid("message", "a second join");
      case MESSAGE_NOT_SET ->
          stream.request(1); // of a newer agent, which knows that we do not know it
    }
  }

  /** It was on its way when the stream was ended here. Only what reports on an attempt counts. */
  private void late(NodeLink from, ConnectRequest request) {
    switch (request.getMessageCase()) {
      case STARTED, FINISHING, RESIDUE, ENDED ->
          registry.stale(from, "of a stream that was ended here");
      case JOIN, INVENTORY, HEARTBEAT, CONDITION, MESSAGE_NOT_SET -> {}
    }
  }

  private void join(ConnectRequest request) throws StreamEnd {
    var whole = assembly.add(request);
    if (whole.isPresent()) {
      var join = whole.get();
      var command = JoinMessages.toCommand(join, registry.headVersion());
      var told = join.hasCondition() ? ConditionMessages.toCondition(join.getCondition()) : null;
      var joining = new NodeLink(command.offer(), stream, registry);
      registry.join(joining, command, told);
      link = joining;
    }
    stream.request(1);
  }

  private void report(NodeLink from, Command command) {
    registry.report(from, command).whenComplete((done, failure) -> stream.request(1));
  }

  private void ready() {
    var to = link;
    if (to != null) {
      to.flush();
    }
  }

  @Override
  public void onError(Throwable error) {
    broken();
  }

  @Override
  public void onCompleted() {
    over = true;
    var from = link;
    if (from == null) {
      stream.onCompleted();
      return;
    }
    from.complete();
    registry.closed(from);
  }

  private void broken() {
    over = true;
    var from = link;
    if (from != null) {
      from.broken();
      registry.closed(from);
    }
  }

  private void end(StreamEnd why) {
    over = true;
    var from = link;
    if (from == null) {
      stream.onError(why.toStatus());
      return;
    }
    registry.end(from, why);
  }

  private String node() {
    var from = link;
    return from == null ? "" : from.node();
  }
}
