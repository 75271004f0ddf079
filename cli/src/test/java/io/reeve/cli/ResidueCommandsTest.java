package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.reeve.proto.v1.ExplainTaskRequest;
import io.reeve.proto.v1.ExplainTaskResponse;
import io.reeve.proto.v1.Explanation;
import io.reeve.proto.v1.Node;
import io.reeve.proto.v1.NodeResidue;
import io.reeve.proto.v1.NodeState;
import io.reeve.proto.v1.Task;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WatchTasksResponse;
import org.junit.jupiter.api.Test;

/** Processes that a kill has not ended, as a person sees them; and why a task is where it is. */
class ResidueCommandsTest extends CliTest {
  private static Explanation.Builder because(Explanation.Reason reason, String text) {
    return Explanation.newBuilder().setReason(reason).setText(text);
  }

  private ExplainTaskResponse explained(Explanation.Builder... reasons) {
    ExplainTaskResponse.Builder response =
        ExplainTaskResponse.newBuilder().setState(TaskState.TASK_STATE_CANCELING);
    for (Explanation.Builder reason : reasons) {
      response.addExplanations(reason);
    }
    head.explanations.put("1.1", response.build());
    return response.build();
  }

  @Test
  void explain_tellsEachReason_insideTheScreen() {
    explained(
        because(Explanation.Reason.REASON_NODE_SILENT, "node n1 is silent, " + "so ".repeat(40))
            .setUntilTime(FakeHead.time(90)),
        because(Explanation.Reason.REASON_RESIDUE, "2 processes have survived")
            .setResidue(FakeHead.residue(2)));
    Result result = reeve("task", "explain", "1.1");
    assertFits(result);
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsSubsequence(
            "Canceling", "Node silent", "until 2027-01-15 08:01:30", "Residue", "31337", "31338");
    assertThat(result.out()).contains("D", "rpc_wait", "ann", "... and 3 more");
    assertThat(head.requests(ExplainTaskRequest.class)).hasSize(1);
  }

  @Test
  void explain_nothingInTheWay_saysSo() {
    explained();
    Result result = reeve("task", "explain", "1.1");
    assertFits(result);
    assertThat(result.out()).contains("nothing");
  }

  @Test
  void explain_json_isTheMessage() throws Exception {
    ExplainTaskResponse message =
        explained(
            because(Explanation.Reason.REASON_RESIDUE, "why").setResidue(FakeHead.residue(1)));
    ExplainTaskResponse.Builder read = ExplainTaskResponse.newBuilder();
    JsonFormat.parser().merge(reeve("task", "explain", "1.1", "-o", "json").out(), read);
    assertThat(read.build()).isEqualTo(message);
  }

  @Test
  void explain_quiet_isTheReasonsAlone() {
    explained(
        because(Explanation.Reason.REASON_GRACE_PERIOD, "why"),
        because(Explanation.Reason.REASON_RESIDUE, "why"));
    assertThat(reeve("task", "explain", "1.1", "-q").lines())
        .containsExactly("GRACE_PERIOD", "RESIDUE");
  }

  @Test
  void explain_unknownTask_isRefused() {
    assertThat(reeve("task", "explain", "1.9").code()).isEqualTo(Exit.REFUSED);
  }

  @Test
  void nodeView_showsResidue_insideTheScreen() {
    head.nodes.add(
        Node.newBuilder()
            .setName("n1")
            .setState(NodeState.NODE_STATE_ONLINE)
            .addResidues(
                NodeResidue.newBuilder()
                    .setTask(TaskRef.newBuilder().setJobId(1).setTaskId(2))
                    .setAttempt(3)
                    .setResidue(FakeHead.residue(2)))
            .build());
    Result result = reeve("node", "view", "n1");
    assertFits(result);
    assertThat(result.out()).contains("Residue", "1.2 attempt 3", "5 processes", "31337", "31338");
  }

  @Test
  void taskView_showsResidue_insideTheScreen() {
    Task.Builder task = FakeHead.task(1, 1, TaskState.TASK_STATE_CANCELING);
    task.addAttemptsBuilder().setNumber(1).setNode("n1").setResidue(FakeHead.residue(1));
    head.put(task.build());
    Result result = reeve("task", "view", "1.1");
    assertFits(result);
    assertThat(result.out()).contains("residue", "4 processes", "31337");
  }

  @Test
  void taskView_watching_tellsResidueAndGoesOn() {
    head.put(FakeHead.task(1, 1, TaskState.TASK_STATE_CANCELING).build());
    head.events.add(residueOf(6, 2));
    head.events.add(residueOf(7, 1));
    head.events.add(residueOf(8, 0));
    WatchTasksResponse.Builder end = WatchTasksResponse.newBuilder();
    end.getEventBuilder()
        .setNumber(9)
        .setTime(FakeHead.time(9))
        .getTaskBuilder()
        .setTask(TaskRef.newBuilder().setJobId(1).setTaskId(1))
        .setState(TaskState.TASK_STATE_FAILED);
    head.events.add(end.build());
    Result result = reeve("task", "view", "1.1", "--watch");
    assertFits(result);
    assertThat(result.out())
        .containsSubsequence("2 processes survive", "1 process survives", "nothing survives");
  }

  private static WatchTasksResponse residueOf(int number, int processes) {
    WatchTasksResponse.Builder response = WatchTasksResponse.newBuilder();
    response
        .getEventBuilder()
        .setNumber(number)
        .setTime(FakeHead.time(8))
        .getResidueBuilder()
        .setTask(TaskRef.newBuilder().setJobId(1).setTaskId(1))
        .setNode("n1")
        .setProcesses(processes);
    return response.build();
  }
}
