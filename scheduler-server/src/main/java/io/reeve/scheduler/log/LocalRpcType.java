package io.reeve.scheduler.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * The transport of a group with one member: none. A single head opens no port for its log, so none
 * can be taken, probed or attacked. Ratis makes it by name, through the constructor without
 * arguments.
 */
final class LocalRpcType implements RpcType {
  @Override
  public String name() {
    return "LOCAL";
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(this);
  }

  private record Factory(RpcType type) implements ServerFactory {
    @Override
    public RpcType getRpcType() {
      return type;
    }

    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
      return new NoPeers(type);
    }
  }

  /** Never called by a group of one, except to start and stop it. */
  private record NoPeers(RpcType type) implements RaftServerRpc {
    @Override
    public RpcType getRpcType() {
      return type;
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public InetSocketAddress getInetSocketAddress() {
      return InetSocketAddress.createUnresolved("none", 0);
    }

    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {}

    @Override
    public void handleException(RaftPeerId serverId, Exception e, boolean reconnect) {}

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
      throw alone();
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
        throws IOException {
      throw alone();
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
        throws IOException {
      throw alone();
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(
        StartLeaderElectionRequestProto request) throws IOException {
      throw alone();
    }

    private static IOException alone() {
      return new IOException("this head is the only member of its group");
    }
  }
}
