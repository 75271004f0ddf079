package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.LogException.Outcome;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;

/**
 * What Ratis calls. Passes batches to the {@link Applier} and events to the {@link Events}; decides
 * nothing.
 *
 * <p>{@code applyTransaction} and the notices about entries come from Ratis' one applier thread, in
 * log order.
 */
final class BatchStateMachine extends BaseStateMachine {
  /** What a running peer reports. Called on threads of Ratis; must return at once and not throw. */
  interface Events {
    /** A batch was handed to the replica. */
    void onApplied();

    /** This peer leads and every entry before its term was handed to the replica. */
    void onLeaderReady();

    /** This peer no longer leads. */
    void onNotLeader();

    /** Another peer leads, or this one. */
    void onLeader(RaftPeerId leader);

    /** An entry could not be written; none will be from now on. */
    void onLogFailed(Throwable cause);

    /** Ratis stopped, asked to or not. */
    void onShutdown();
  }

  private final Applier applier;
  private final Events events;
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

  BatchStateMachine(Applier applier, Events events) {
    this.applier = applier;
    this.events = events;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage)
      throws IOException {
    super.initialize(server, groupId, raftStorage);
    getLifeCycle().startAndTransition(() -> startFromSnapshot(raftStorage), IOException.class);
  }

  /** The replica was restored from it before Ratis was started, or holds more already. */
  private void startFromSnapshot(RaftStorage raftStorage) throws IOException {
    storage.init(raftStorage);
    SnapshotInfo snapshot = storage.getLatestSnapshot();
    if (snapshot != null) {
      setLastAppliedTermIndex(snapshot.getTermIndex());
    }
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return storage;
  }

  /** The newest snapshot on disk; {@link Snapshots} adds files behind the storage's back. */
  @Override
  public SnapshotInfo getLatestSnapshot() {
    return storage.loadLatestSnapshot();
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    return TransactionContext.newBuilder()
        .setStateMachine(this)
        .setClientRequest(request)
        .setStateMachineContext(request.getMessage())
        .build();
  }

  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction) {
    if (transaction.getStateMachineContext() instanceof Append append) {
      append.enter();
    }
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    TermIndex at = TermIndex.valueOf(entry);
    updateLastAppliedTermIndex(at);
    if (transaction.getStateMachineContext() instanceof Append append) {
      return apply(at, append.batch())
          .handle((done, failure) -> answer(append, at.getIndex(), failure));
    }
    byte[] batch = entry.getStateMachineLogEntry().getLogData().toByteArray();
    return apply(at, batch).handle((done, failure) -> Message.EMPTY);
  }

  private CompletableFuture<Void> apply(TermIndex at, byte[] batch) {
    try {
      CompletableFuture<Void> applied = applier.apply(at, batch);
      events.onApplied();
      return applied;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while applying entry " + at, e);
    }
  }

  private static Message answer(Append append, long index, Throwable failure) {
    if (failure == null) {
      append.succeed(index);
    } else {
      append.fail(Outcome.UNKNOWN, "the batch is in the log but could not be applied", failure);
    }
    return Message.EMPTY;
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    super.notifyTermIndexUpdated(term, index);
    applier.pass(TermIndex.valueOf(term, index));
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto configuration) {
    // Comes before notifyLeaderReady; notifyTermIndexUpdated for the same entry comes after it.
    notifyTermIndexUpdated(term, index);
  }

  @Override
  public void notifyLeaderReady() {
    events.onLeaderReady();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pendingEntries) {
    events.onNotLeader();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId newLeader) {
    events.onLeader(newLeader);
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
    events.onLogFailed(cause);
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto roleInfo, boolean allServer) {
    events.onShutdown();
  }
}
