package io.reeve.agent.head;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.reeve.agent.convert.Conditions;
import io.reeve.agent.convert.Ends;
import io.reeve.agent.convert.Residues;
import io.reeve.agent.convert.Starts;
import io.reeve.agent.convert.Stops;
import io.reeve.agent.convert.Values;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Residue;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.crash.CrashPoint;
import io.reeve.agent.crash.CrashPoints;
import io.reeve.agent.runner.NodeCondition;
import io.reeve.agent.runner.NodeRunner;
import io.reeve.agent.runner.Reports;
import io.reeve.agent.runner.RunnerLoop;
import io.reeve.proto.agent.v1.Acknowledge;
import io.reeve.proto.agent.v1.AgentServiceGrpc;
import io.reeve.proto.agent.v1.AttemptRef;
import io.reeve.proto.agent.v1.AttemptResidue;
import io.reeve.proto.agent.v1.Condition;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.ConnectResponse;
import io.reeve.proto.agent.v1.Finishing;
import io.reeve.proto.agent.v1.Heartbeat;
import io.reeve.proto.agent.v1.HeartbeatAck;
import io.reeve.proto.agent.v1.Join;
import io.reeve.proto.agent.v1.Start;
import io.reeve.proto.agent.v1.Started;
import io.reeve.proto.agent.v1.Stop;
import io.reeve.proto.agent.v1.Welcome;
import io.reeve.proto.v1.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream to the head node: joins with the whole inventory, hands orders to the {@link
 * NodeRunner}, sends its reports, heartbeats, and the lease. Everything happens on the runner
 * thread; gRPC's threads only hand over.
 *
 * <p>Incoming messages are limited to 128 under way by flow control. Outgoing reports wait in a
 * queue while the stream is not ready; it holds at most a few for each attempt, of levels (residue,
 * condition) the newest only, and is dropped with the stream, as the next join makes up for it.
 */
public final class HeadLink implements Reports {
  private static final Logger log = LoggerFactory.getLogger(HeadLink.class);
  private static final int INCOMING = 128;
  private static final long JOIN =
      0; // the number the join has for the lease; heartbeats start at 1
  private static final Duration WHILE_REFUSED = Duration.ofSeconds(30);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

  private final RunnerLoop loop;
  private final NodeRunner runner;
  private final ManagedChannel channel;
  private final NodeIdentity identity;
  private final String containment;
  private final JoinListener listener;
  private final LeaseClock lease;
  private final Backoff backoff;

  private final Deque<ConnectRequest> waiting = new ArrayDeque<>();
  private @Nullable ClientCallStreamObserver<ConnectRequest> stream; // null: not connected
  private int generation; // of the stream: callbacks of older ones are ignored
  private Iterator<ConnectRequest> joining = Collections.emptyIterator(); // of the join, not sent
  private boolean joined;
  private @Nullable Condition toldCondition; // null: none over this stream
  private long heartbeats;
  private Duration heartbeatInterval = Duration.ofSeconds(30);
  private long refusedOrders;
  private volatile boolean closed;

  /**
   * Makes it; {@link #start} connects.
   *
   * @param channel to the head node; closed by {@link #close}
   * @param listener told of each join
   */
  public HeadLink(
      RunnerLoop loop,
      NodeRunner runner,
      ManagedChannel channel,
      NodeIdentity identity,
      String containment,
      Path leaseFile,
      RandomGenerator random,
      JoinListener listener) {
    this.loop = loop;
    this.runner = runner;
    this.channel = channel;
    this.identity = identity;
    this.containment = containment;
    this.listener = listener;
    this.backoff = new Backoff(random);
    this.lease =
        new LeaseClock(
            loop,
            new LeaseFile(leaseFile, identity.bootId()),
            graceLeft -> runner.stopAll(Cause.NODE_LOST, StopRequest.LEASE_RAN_OUT, graceLeft),
            runner::suspectDisk);
  }

  /**
   * Takes up the lease of an earlier agent and connects. Runner thread only.
   *
   * @throws IOException when the lease cannot be read
   */
  public void start() throws IOException {
    runner.reportTo(this);
    runner.condition().onChange(this::sendCondition);
    lease.restore();
    connect();
  }

  /** Ends the stream and the channel; any thread. */
  public void close() {
    closed = true;
    channel.shutdownNow();
  }

  /** Orders refused since the start because their term was an old one. Runner thread only. */
  long refusedOrders() {
    return refusedOrders;
  }

  @Override
  public void started(AttemptId id, long pid, Instant startTime, String stdout, String stderr) {
    Started started =
        Started.newBuilder()
            .setAttempt(Values.toProto(id))
            .setPid(pid)
            .setStartTime(Values.toProto(startTime))
            .setStdoutPath(stdout)
            .setStderrPath(stderr)
            .build();
    send(ConnectRequest.newBuilder().setStarted(started).build());
  }

  @Override
  public void finishing(AttemptId id, ExitEvidence exit, Instant exitTime) {
    Finishing finishing =
        Finishing.newBuilder()
            .setAttempt(Values.toProto(id))
            .setExit(Ends.toProto(exit))
            .setExitTime(Values.toProto(exitTime))
            .build();
    send(ConnectRequest.newBuilder().setFinishing(finishing).build());
  }

  @Override
  public void residue(AttemptId id, Optional<Residue> residue) {
    AttemptResidue level = Residues.toProto(id, residue);
    waiting.removeIf(
        old -> old.hasResidue() && old.getResidue().getAttempt().equals(level.getAttempt()));
    send(ConnectRequest.newBuilder().setResidue(level).build());
  }

  @Override
  public void ended(EndReport report) {
    send(ConnectRequest.newBuilder().setEnded(Ends.toProto(report)).build());
  }

  /** If it is not what was told over this stream already; each join tells it again. */
  private void sendCondition() {
    Condition now = condition();
    if (joined && !now.equals(toldCondition)) {
      toldCondition = now;
      waiting.removeIf(ConnectRequest::hasCondition);
      send(ConnectRequest.newBuilder().setCondition(now).build());
    }
  }

  private Condition condition() {
    NodeCondition condition = runner.condition();
    return Conditions.toProto(
        condition.problems(), condition.orphans(), refusedOrders, condition.stopping());
  }

  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++generation;
    joined = false;
    toldCondition = null;
    joining = Collections.emptyIterator();
    waiting.clear();
    lease.reset();
    channel.resetConnectBackoff(); // the pace is ours
    AgentServiceGrpc.newStub(channel).connect(new Responses(mine));
  }

  private void onStream(int of, ClientCallStreamObserver<ConnectRequest> opened) {
    if (of != generation) {
      return;
    }
    stream = opened;
    lease.sending(JOIN);
    joining = new JoinParts(join(), runner.inventory());
    flush();
  }

  private Join.Builder join() {
    return Join.newBuilder()
        .setNode(identity.name())
        .setBootId(identity.bootId())
        .setInstanceId(identity.instanceId())
        .setCapacity(
            Resources.newBuilder()
                .setCores(identity.cores())
                .setMemoryBytes(identity.memoryBytes())
                .putAllNamed(identity.named()))
        .setSockets(identity.sockets())
        .setAgentVersion(identity.version())
        .setContainment(containment)
        .setTerm(lease.term())
        .setCondition(condition());
  }

  private void onMessage(int of, ConnectResponse message) {
    ClientCallStreamObserver<ConnectRequest> open = stream;
    if (of != generation || open == null) {
      return;
    }
    try {
      switch (message.getMessageCase()) {
        case WELCOME -> onWelcome(message.getWelcome());
        case HEARTBEAT_ACK -> onHeartbeatAck(message.getHeartbeatAck());
        case START -> onStart(message.getStart());
        case STOP -> onStop(message.getStop());
        case ACKNOWLEDGE -> onAcknowledge(message.getAcknowledge());
        case MESSAGE_NOT_SET -> log.debug("event=unknown-message");
      }
    } catch (IllegalArgumentException malformed) {
      log.error("event=order-malformed reason=\"{}\"", malformed.getMessage());
    }
    open.request(1);
  }

  private void onWelcome(Welcome welcome) {
    if (!lease.accept(welcome.getTerm())) {
      abandon("a leader of an older term answered");
      return;
    }
    joined = true;
    backoff.reset();
    runner.clusterName(welcome.getClusterName());
    lease.granted(JOIN, Values.fromProto(welcome.getLease()));
    heartbeatInterval = interval(welcome.getHeartbeatInterval(), welcome.getLease());
    log.info(
        "event=joined node={} term={} heartbeat={} headVersion={}",
        identity.name(),
        welcome.getTerm(),
        heartbeatInterval,
        welcome.getHeadVersion());
    listener.joined();
    runner.sendEndedAgain();
    sendCondition();
    runner.sendResidueAgain();
    flush();
    scheduleHeartbeat(generation);
  }

  private void onHeartbeatAck(HeartbeatAck ack) {
    if (lease.accept(ack.getTerm())) {
      lease.granted(ack.getSequence(), Values.fromProto(ack.getLease()));
      heartbeatInterval = interval(ack.getHeartbeatInterval(), ack.getLease());
    }
  }

  private void onStart(Start start) {
    if (refusedAsStale(start.getTerm(), "start", start.getAttempt())) {
      return;
    }
    AttemptId id = Values.fromProto(start.getAttempt());
    try {
      runner.start(Starts.fromProto(start));
    } catch (IllegalArgumentException cannotBeObeyed) {
      runner.refuse(id, "cannot obey: " + cannotBeObeyed.getMessage());
    }
  }

  private void onStop(Stop stop) {
    if (!refusedAsStale(stop.getTerm(), "stop", stop.getAttempt())) {
      runner.stop(Values.fromProto(stop.getAttempt()), Stops.fromProto(stop));
    }
  }

  private void onAcknowledge(Acknowledge acknowledge) {
    List<AttemptId> ids = new ArrayList<>(acknowledge.getEndedCount());
    acknowledge.getEndedList().forEach(ref -> ids.add(Values.fromProto(ref)));
    CrashPoints.reached(CrashPoint.BEFORE_REPORT_ACKNOWLEDGED);
    runner.acknowledge(ids);
    CrashPoints.reached(CrashPoint.AFTER_REPORT_ACKNOWLEDGED);
  }

  private boolean refusedAsStale(long term, String order, AttemptRef attempt) {
    if (lease.accept(term)) {
      return false;
    }
    refusedOrders++;
    runner.condition().changed();
    log.warn(
        "event=order-refused order={} attempt={} term={} seen={} count={}",
        order,
        Values.fromProto(attempt),
        term,
        lease.term(),
        refusedOrders);
    return true;
  }

  private void scheduleHeartbeat(int of) {
    loop.at(
        loop.time().nanos() + heartbeatInterval.toNanos(),
        () -> {
          ClientCallStreamObserver<ConnectRequest> open = stream;
          if (of == generation && open != null) {
            lease.sending(++heartbeats);
            open.onNext(
                ConnectRequest.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().setSequence(heartbeats))
                    .build());
            scheduleHeartbeat(of);
          }
        });
  }

  private void send(ConnectRequest report) {
    if (stream != null) {
      waiting.add(report);
      flush();
    }
  }

  private void flush() {
    ClientCallStreamObserver<ConnectRequest> open = stream;
    while (open != null && joining.hasNext() && open.isReady()) {
      open.onNext(joining.next());
    }
    while (joined && open != null && !waiting.isEmpty() && open.isReady()) {
      sendReport(open, waiting.remove());
    }
  }

  private static void sendReport(
      ClientCallStreamObserver<ConnectRequest> open, ConnectRequest report) {
    if (!report.hasEnded()) {
      open.onNext(report);
      return;
    }
    CrashPoints.reached(CrashPoint.BEFORE_REPORT_SENT);
    open.onNext(report);
    CrashPoints.reached(CrashPoint.AFTER_REPORT_SENT);
  }

  private void abandon(String reason) {
    ClientCallStreamObserver<ConnectRequest> open = stream;
    if (open != null) {
      open.cancel(reason, null);
    }
  }

  private void onClosed(int of, Status status) {
    if (of != generation || closed) {
      return;
    }
    stream = null;
    joined = false;
    generation++;
    boolean refused = status.getCode() == Status.Code.FAILED_PRECONDITION; // see agent.proto
    Duration pause = refused ? WHILE_REFUSED : backoff.next();
    if (refused) {
      onRefused(String.valueOf(status.getDescription()));
    }
    log.warn(
        "event=head-lost code={} reason=\"{}\" retryInMillis={}",
        status.getCode(),
        status.getDescription(),
        pause.toMillis());
    loop.at(loop.time().nanos() + pause.toNanos(), this::connect);
  }

  /** Going on trying is all that helps under a service manager: the head node may be upgraded. */
  private void onRefused(String description) {
    String why =
        "the head node refuses this agent, version "
            + identity.version()
            + ": "
            + description
            + "; install an agent of the head node's version";
    log.error(
        "event=agent-refused reason=\"{}\" retryInSeconds={}", why, WHILE_REFUSED.toSeconds());
    listener.refused(why);
  }

  /** As asked, but so often that one answer comes before the lease of the one before is over. */
  private static Duration interval(
      com.google.protobuf.Duration wire, com.google.protobuf.Duration lease) {
    Duration half = Values.fromProto(lease).dividedBy(2);
    Duration whole = Values.fromProto(wire);
    Duration asked = !half.isZero() && half.compareTo(whole) < 0 ? half : whole;
    return asked.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : asked;
  }

  /** Runs on gRPC's threads and hands everything over. */
  private final class Responses implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
    private final int of;

    Responses(int of) {
      this.of = of;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ConnectRequest> opened) {
      opened.disableAutoRequestWithInitial(INCOMING);
      opened.setOnReadyHandler(() -> loop.hand(HeadLink.this::flush));
      loop.hand(() -> onStream(of, opened)); // after connect has returned: the call is started then
    }

    @Override
    public void onNext(ConnectResponse message) {
      loop.hand(() -> onMessage(of, message));
    }

    @Override
    public void onError(Throwable failure) {
      loop.hand(() -> onClosed(of, Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      loop.hand(() -> onClosed(of, Status.OK));
    }
  }
}
