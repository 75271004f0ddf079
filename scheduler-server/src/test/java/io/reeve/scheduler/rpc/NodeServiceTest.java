package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static io.reeve.scheduler.rpc.Requests.get;
import static io.reeve.scheduler.rpc.Requests.seconds;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.BringOnlineRequest;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.GetNodeRequest;
import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.proto.v1.ListOrphansRequest;
import io.reeve.proto.v1.Node;
import io.reeve.proto.v1.NodeProblem;
import io.reeve.proto.v1.NodeState;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.TakeOfflineRequest;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.NodeCondition;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.Sighting;
import io.reeve.scheduler.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeServiceTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private Node node(String name) {
    return rpc.nodes().getNode(GetNodeRequest.newBuilder().setName(name).build()).getNode();
  }

  private static TakeOfflineRequest.Builder offline(String name) {
    return TakeOfflineRequest.newBuilder().setName(name);
  }

  private static BringOnlineRequest online(String name) {
    return BringOnlineRequest.newBuilder().setName(name).build();
  }

  @Test
  void getNode_withWork_tellsWhatItHasAndWhatIsUsed() {
    rpc.agents.join("n1", 4);
    rpc.jobs().submitJob(submit(2));
    rpc.agents.run("1.1", "n1");
    rpc.agents.assign("1.2", "n1");
    var node = node("n1");
    assertThat(node.getState()).isEqualTo(NodeState.NODE_STATE_ONLINE);
    assertThat(node.getReachable()).isTrue();
    assertThat(node.getCapacity())
        .isEqualTo(Resources.newBuilder().setCores(4).setMemoryBytes(1L << 30).build());
    assertThat(node.getUsed()).isEqualTo(Resources.newBuilder().setCores(2).build());
    assertThat(node.getTasks()).isEqualTo(2);
    assertThat(node.getSockets()).isEqualTo(1);
    assertThat(node.getAgentVersion()).isEqualTo("0.1.0");
    assertThat(node.getBootId()).isEqualTo("boot-1");
    assertThat(node.getContainment()).isEqualTo("subreaper");
    assertThat(node.hasJoinTime() && node.hasLastHeartbeatTime()).isTrue();
    assertThat(node.getLeftovers()).isZero();
  }

  private static NodeCondition condition(NodeCondition.Orphan... orphans) {
    var problem =
        new NodeCondition.Problem(NodeCondition.Kind.DISK, "/data is full", Instant.EPOCH);
    return new NodeCondition(List.of(problem), List.of(orphans), 7, false);
  }

  private static NodeCondition.Orphan orphan(String attempt, Instant goneAt) {
    var process = new Sighting(42, "S", "do_wait", "ann", "sleep 9", Instant.EPOCH);
    return new NodeCondition.Orphan(
        attempt, List.of(process), 3, Instant.EPOCH, goneAt, goneAt != null);
  }

  private List<String> orphans(String node) {
    return rpc
        .nodes()
        .listOrphans(ListOrphansRequest.newBuilder().setNode(node).build())
        .getOrphansList()
        .stream()
        .map(found -> found.getNode() + " " + found.getOrphan().getAttempt())
        .toList();
  }

  @Test
  void getNode_withCondition_tellsProblemsAndCounts() {
    rpc.agents.join("n1", 1);
    rpc.contacts.condition("n1", condition(orphan("1.1#1", null), orphan("1.2#1", Instant.EPOCH)));
    var node = node("n1");
    assertThat(node.getProblems(0).getKind()).isEqualTo(NodeProblem.Kind.KIND_DISK);
    assertThat(node.getProblems(0).getMessage()).isEqualTo("/data is full");
    assertThat(node.getProblems(0).hasSinceTime()).isTrue();
    assertThat(node.getOrphans()).isEqualTo(1);
    assertThat(node.getStaleOrders()).isEqualTo(7);
    assertThat(node.getState()).isEqualTo(NodeState.NODE_STATE_ONLINE);
  }

  @Test
  void getTask_whoseOnlyNodeCannotWrite_saysSo() {
    rpc.agents.join("n1", 1);
    rpc.contacts.condition("n1", condition());
    rpc.jobs().submitJob(submit(1));
    assertThat(rpc.tasks().getTask(get("1.1")).getTask().getPendingReason()).contains("n1");
  }

  @Test
  void listOrphans_ofOneNodeOrAll_byNode() {
    rpc.agents.join("n2", 1);
    rpc.agents.join("n1", 1);
    rpc.contacts.condition("n1", condition(orphan("1.1#1", null)));
    rpc.contacts.condition("n2", condition(orphan("1.2#1", Instant.EPOCH), orphan("1.3#1", null)));
    assertThat(orphans("")).containsExactly("n1 1.1#1", "n2 1.2#1", "n2 1.3#1");
    assertThat(orphans("n2")).containsExactly("n2 1.2#1", "n2 1.3#1");
    Refused.by(() -> rpc.nodes().listOrphans(ListOrphansRequest.newBuilder().setNode("n9").build()))
        .is(NOT_FOUND, "NODE_NOT_FOUND");
  }

  @Test
  void getNode_agentGoneButNotYetLost_isNotReachable() {
    rpc.agents.join("n1", 1);
    rpc.contacts.disconnect("n1");
    assertThat(node("n1").getReachable()).isFalse();
    assertThat(node("n1").getState()).isEqualTo(NodeState.NODE_STATE_ONLINE);
  }

  @Test
  void getNode_lostButConnectedAgain_isNotReachableBeforeItJoined() {
    rpc.agents.join("n1", 1);
    rpc.agents.lose("n1");
    rpc.contacts.connect("n1", rpc.time.now());
    assertThat(node("n1").getReachable()).isFalse();
  }

  @Test
  void getNode_withLeftovers_countsThem() {
    var stale = new AttemptId(TaskId.of(77, 1), 1);
    rpc.agents.join(
        "n1", 1, new InventoryItem(stale, InventoryItem.Stage.RUNNING, 9, rpc.time.now(), "", ""));
    assertThat(node("n1").getLeftovers()).isEqualTo(1);
  }

  @Test
  void anyCall_unknownOrMissingNode_isRefused() {
    var before = rpc.engine.image();
    Refused.by(() -> node("n9")).is(NOT_FOUND, "NODE_NOT_FOUND").with("node", "n9");
    Refused.by(() -> rpc.nodes().bringOnline(online("n9"))).is(NOT_FOUND, "NODE_NOT_FOUND");
    Refused.by(() -> rpc.nodes().takeOffline(offline("n9").build()))
        .is(NOT_FOUND, "NODE_NOT_FOUND");
    Refused.by(() -> node("")).isInvalid("name");
    Refused.by(
            () ->
                rpc.nodes()
                    .takeOffline(
                        TakeOfflineRequest.newBuilder()
                            .setMessage("x".repeat(321))
                            .setRequestId("x")
                            .build()))
        .isInvalid("name", "message", "request_id");
    Refused.by(() -> rpc.nodes().bringOnline(BringOnlineRequest.getDefaultInstance()))
        .isInvalid("name");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void anyCall_enormousNodeName_isRefusedInAnAnswerThatFits() {
    Refused.by(() -> node("\u00e9".repeat(1_000_000))).is(NOT_FOUND, "NODE_NOT_FOUND");
  }

  @Test
  void takeOffline_idleNode_isOfflineAndComesBack() {
    rpc.agents.join("n1", 1);
    var answer = rpc.nodes().takeOffline(offline("n1").setMessage("disk").build()).getNode();
    assertThat(answer.getState()).isEqualTo(NodeState.NODE_STATE_OFFLINE);
    assertThat(answer.getMessage()).isEqualTo("disk");
    Refused.by(() -> rpc.nodes().takeOffline(offline("n1").build()))
        .is(FAILED_PRECONDITION, "NODE_STATE")
        .with("node", "n1")
        .with("state", "OFFLINE");
    assertThat(rpc.nodes().bringOnline(online("n1")).getNode().getState())
        .isEqualTo(NodeState.NODE_STATE_ONLINE);
    Refused.by(() -> rpc.nodes().bringOnline(online("n1")))
        .is(FAILED_PRECONDITION, "NODE_STATE")
        .with("state", "ONLINE");
  }

  @Test
  void takeOffline_busyNode_drains() {
    rpc.agents.join("n1", 1);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
    assertThat(rpc.nodes().takeOffline(offline("n1").build()).getNode().getState())
        .isEqualTo(NodeState.NODE_STATE_DRAINING);
    Refused.by(() -> rpc.nodes().takeOffline(offline("n1").build()))
        .is(FAILED_PRECONDITION, "NODE_STATE")
        .with("state", "DRAINING");

    rpc.nodes().takeOffline(offline("n1").setForce(true).setMessage("now").build());
    var order = rpc.tasks().getTask(get("1.1")).getTask().getCancellation();
    assertThat(order.getForce()).isTrue();
    assertThat(order.getCause()).isEqualTo(Cause.CAUSE_NODE_LOST);
    assertThat(order.getRequestedBy()).isEqualTo(RpcExtension.USER);
  }

  @Test
  void takeOffline_withDeadline_isNotSupported() {
    rpc.agents.join("n1", 1);
    var before = rpc.engine.image();
    Refused.by(() -> rpc.nodes().takeOffline(offline("n1").setDeadline(seconds(5)).build()))
        .is(UNIMPLEMENTED, "NOT_SUPPORTED")
        .with("field", "deadline");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  private List<String> allPages(ListNodesRequest.Builder request) {
    var names = new ArrayList<String>();
    do {
      var page = rpc.nodes().listNodes(request.build());
      page.getNodesList().forEach(node -> names.add(node.getName()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return names;
  }

  @Test
  void listNodes_byNameAndState_pageByPage() {
    for (var name : List.of("n3", "n1", "a", "n2")) {
      rpc.agents.join(name, 1);
    }
    rpc.nodes().takeOffline(offline("n2").build());
    assertThat(allPages(ListNodesRequest.newBuilder().setPageSize(3)))
        .containsExactly("a", "n1", "n2", "n3");
    assertThat(allPages(ListNodesRequest.newBuilder().addStates(NodeState.NODE_STATE_ONLINE)))
        .containsExactly("a", "n1", "n3");
    assertThat(allPages(ListNodesRequest.newBuilder().addStates(NodeState.NODE_STATE_UNSPECIFIED)))
        .isEmpty();
    Refused.by(() -> allPages(ListNodesRequest.newBuilder().setPageSize(-1).addStatesValue(8)))
        .isInvalid("page_size", "states[0]");
  }

  @Test
  void listNodes_tokenOfAnotherListing_isInvalid() {
    rpc.jobs().submitJob(submit(1));
    rpc.jobs().submitJob(submit(1));
    var token =
        rpc.jobs()
            .listJobs(io.reeve.proto.v1.ListJobsRequest.newBuilder().setPageSize(1).build())
            .getNextPageToken();
    assertThat(token).isNotEmpty();
    Refused.by(
            () -> rpc.nodes().listNodes(ListNodesRequest.newBuilder().setPageToken(token).build()))
        .isInvalid("page_token");
  }
}
