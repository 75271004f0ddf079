package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.NOT_FOUND;
import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.command;
import static io.reeve.scheduler.rpc.Requests.get;
import static io.reeve.scheduler.rpc.Requests.ref;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.ExplainTaskRequest;
import io.reeve.proto.v1.ExplainTaskResponse;
import io.reeve.proto.v1.Explanation;
import io.reeve.proto.v1.Explanation.Reason;
import io.reeve.proto.v1.GetNodeRequest;
import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.proto.v1.NodeResidue;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WatchTasksRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Why a task is where it is; and residue wherever it is shown. */
class ExplainTaskTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private ExplainTaskResponse explain(String task) {
    return rpc.tasks().explainTask(ExplainTaskRequest.newBuilder().setTask(ref(task)).build());
  }

  private List<Reason> reasons(String task) {
    return explain(task).getExplanationsList().stream().map(Explanation::getReason).toList();
  }

  private Explanation only(String task) {
    assertThat(explain(task).getExplanationsList()).hasSize(1);
    return explain(task).getExplanations(0);
  }

  private void running() {
    rpc.agents.join("n1", 2);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
  }

  private void canceling() {
    running();
    rpc.tasks().cancelTask(cancel("1.1"));
  }

  @Test
  void configuring_isNotSubmitted() {
    rpc.jobs().createJob(CreateJobRequest.getDefaultInstance());
    rpc.jobs().addTasks(AddTasksRequest.newBuilder().setJobId(1).addTasks(command("true")).build());

    assertThat(explain("1.1").getState()).isEqualTo(TaskState.TASK_STATE_CONFIGURING);
    assertThat(reasons("1.1")).containsExactly(Reason.REASON_NOT_SUBMITTED);
  }

  @Test
  void queued_waitsForResources_inTheWordsOfThePlanner() {
    rpc.jobs().submitJob(submit(1));

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_WAITS_FOR_RESOURCES);
    assertThat(only("1.1").getText())
        .isEqualTo(rpc.tasks().getTask(get("1.1")).getTask().getPendingReason())
        .isNotEmpty();
  }

  @Test
  void dispatching_waitsForTheStart() {
    rpc.agents.join("n1", 1);
    rpc.jobs().submitJob(submit(1));
    rpc.agents.assign("1.1", "n1");

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_WAITS_FOR_START);
  }

  @Test
  void running_undisturbed_hasNoReason() {
    running();

    assertThat(explain("1.1").getState()).isEqualTo(TaskState.TASK_STATE_RUNNING);
    assertThat(reasons("1.1")).isEmpty();
  }

  @Test
  void running_onASilentNode_saysSo() {
    running();
    rpc.contacts.disconnect("n1");

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_NODE_SILENT);
  }

  @Test
  void canceling_inItsGracePeriod_tellsWhenItIsKilled() {
    canceling();

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_GRACE_PERIOD);
    assertThat(only("1.1").getUntilTime())
        .isEqualTo(rpc.tasks().getTask(get("1.1")).getTask().getCancellation().getDeadline());
  }

  @Test
  void canceling_afterItsGracePeriod_isBeingKilled() {
    canceling();
    rpc.time.advance(Duration.ofSeconds(15));

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_BEING_KILLED);
    assertThat(only("1.1").hasUntilTime()).isFalse();
  }

  @Test
  void canceling_byForce_isBeingKilled() {
    running();
    rpc.tasks().cancelTask(cancel("1.1").toBuilder().setForce(true).build());

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_BEING_KILLED);
  }

  @Test
  void canceling_withResidue_tellsTheProcesses() {
    canceling();
    rpc.time.advance(Duration.ofSeconds(80));
    rpc.agents.residue("1.1", 2);

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_RESIDUE);
    assertThat(only("1.1").getResidue().getTotal()).isEqualTo(2);
    assertThat(only("1.1").getResidue().getProcesses(0).getState()).isEqualTo("D");
  }

  @Test
  void canceling_onASilentNode_saysThatFirst() {
    canceling();
    rpc.time.advance(Duration.ofSeconds(80));
    rpc.agents.residue("1.1", 2);
    rpc.contacts.disconnect("n1");

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_NODE_SILENT, Reason.REASON_RESIDUE);
  }

  @Test
  void finishing_leftSomethingBehind() {
    running();
    rpc.agents.finishing("1.1", 0);

    assertThat(reasons("1.1")).containsExactly(Reason.REASON_LEFT_BEHIND);
  }

  @Test
  void ended_hasNoReason() {
    canceling();
    rpc.agents.residue("1.1", 2);
    rpc.agents.killed("1.1");

    assertThat(explain("1.1").getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
    assertThat(reasons("1.1")).isEmpty();
  }

  @Test
  void unknown_isRefused() {
    rpc.jobs().submitJob(submit(1));

    Refused.by(() -> explain("1.9")).is(NOT_FOUND, "TASK_NOT_FOUND").with("task", "1.9");
    Refused.by(() -> explain("9.1")).is(NOT_FOUND, "JOB_NOT_FOUND").with("job", "9");
    Refused.by(() -> rpc.tasks().explainTask(ExplainTaskRequest.getDefaultInstance()))
        .isInvalid("task");
  }

  // ---- residue elsewhere ----

  private List<NodeResidue> residuesOf(String node) {
    return rpc.nodes()
        .getNode(GetNodeRequest.newBuilder().setName(node).build())
        .getNode()
        .getResiduesList();
  }

  @Test
  void residue_isShownByTaskAndNode_andWithholdsOnlyItsOwnResources() {
    canceling();
    rpc.agents.join("n2", 1);
    rpc.agents.residue("1.1", 2);

    var attempt = rpc.tasks().getTask(get("1.1")).getTask().getAttempts(0);
    assertThat(attempt.getResidue().getTotal()).isEqualTo(2);
    var shown =
        NodeResidue.newBuilder()
            .setTask(ref("1.1"))
            .setAttempt(1)
            .setResidue(attempt.getResidue())
            .build();
    assertThat(residuesOf("n1")).containsExactly(shown);
    assertThat(residuesOf("n2")).isEmpty();
    var listed = rpc.nodes().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
    assertThat(listed.get(0).getResiduesList()).containsExactly(shown);
    assertThat(listed.get(0).getUsed().getCores()).isEqualTo(1);
  }

  @Test
  void residue_ofManyTasks_fitsInAMessage() {
    rpc.agents.join("n1", 120);
    rpc.jobs().submitJob(submit(120));
    for (var task = 1; task <= 120; task++) {
      rpc.agents.run("1." + task, "n1");
      rpc.agents.residue("1." + task, 60);
    }

    var told = residuesOf("n1");

    assertThat(told).hasSize(100).allMatch(left -> left.getResidue().getTotal() == 60);
    assertThat(told.stream().mapToInt(left -> left.getResidue().getProcessesCount()).sum())
        .isEqualTo(1_000);
  }

  @Test
  void residue_healed_isShownNowhere() {
    canceling();
    rpc.agents.residue("1.1", 2);
    rpc.agents.residue("1.1", 0);

    assertThat(rpc.tasks().getTask(get("1.1")).getTask().getAttempts(0).hasResidue()).isFalse();
    assertThat(residuesOf("n1")).isEmpty();
  }

  @Test
  void watch_tellsResidueAndThatItIsGone() {
    canceling();
    var watcher = Watcher.open(rpc.channel, WatchTasksRequest.newBuilder().addJobIds(1)).eager();
    var finals =
        Watcher.open(rpc.channel, WatchTasksRequest.newBuilder().setFinalOnly(true)).eager();
    var other = Watcher.open(rpc.channel, WatchTasksRequest.newBuilder().addJobIds(2)).eager();

    rpc.agents.residue("1.1", 2);
    rpc.agents.residue("1.1", 2);
    rpc.agents.residue("1.1", 0);

    assertThat(watcher.events())
        .extracting(event -> event.getResidue().getProcesses())
        .as("the same is not told twice")
        .containsExactly(2, 0);
    assertThat(watcher.events().get(0).getResidue().getTask()).isEqualTo(ref("1.1"));
    assertThat(watcher.events().get(0).getResidue().getNode()).isEqualTo("n1");
    assertThat(finals.events()).isEmpty();
    assertThat(other.events()).isEmpty();
  }
}
