package io.reeve.scheduler.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.reeve.proto.agent.v1.AttemptResidue;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.InventoryItem;
import io.reeve.proto.v1.ProcessInfo;
import io.reeve.proto.v1.Residue;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskState;
import io.reeve.scheduler.engine.Commands;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of an agent's reports about processes that a kill has not ended. */
class ResidueReportTest extends AgentStreams {
  private static final Instant SINCE = Instant.ofEpochSecond(1_800_000_000);

  private static ProcessInfo process(long pid) {
    return ProcessInfo.newBuilder()
        .setPid(pid)
        .setState("D")
        .setWaitChannel("nfs_wait")
        .setOwner("alice")
        .setCommand("cat /mnt/a")
        .setStartTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
        .build();
  }

  private static AttemptResidue report(AttemptId attempt, Residue residue) {
    return AttemptResidue.newBuilder().setAttempt(Protos.of(attempt)).setResidue(residue).build();
  }

  private static Residue residue(int processes) {
    return Residue.newBuilder()
        .addAllProcesses(Collections.nCopies(processes, process(7)))
        .setTotal(processes)
        .setSinceTime(Protos.of(SINCE))
        .build();
  }

  private static AttemptResidue healed(AttemptId attempt) {
    return AttemptResidue.newBuilder().setAttempt(Protos.of(attempt)).build();
  }

  private static ConnectRequest message(AttemptResidue report) {
    return ConnectRequest.newBuilder().setResidue(report).build();
  }

  private int left() {
    return read(
        view ->
            Optional.ofNullable(view.task(TASK).orElseThrow().lastAttempt().orElseThrow().residue())
                .map(residue -> residue.total())
                .orElse(0));
  }

  @Test
  void residue_isKnownUntilItHeals_andChangesNothingElse() {
    var agent = running();
    submit(Commands.cancel(TASK));

    agent.send(message(report(ATTEMPT, residue(2))));

    await().until(() -> left() == 2);
    awaitState(TaskState.CANCELING);
    agent.send(message(healed(ATTEMPT)));
    await().until(() -> left() == 0);
    awaitState(TaskState.CANCELING);
  }

  @Test
  void end_takesTheResidueWithIt() {
    var agent = running();
    agent.send(message(report(ATTEMPT, residue(2))));
    await().until(() -> left() == 2);

    agent.ended(ATTEMPT);

    awaitState(TaskState.FINISHED);
    assertThat(left()).isZero();
  }

  @Test
  void residue_survivesARestartOfTheHead_andAJoinThatDoesNotTellItYet() throws Exception {
    running().send(message(report(ATTEMPT, residue(2))));
    await().until(() -> left() == 2);

    restartHead();
    FakeAgent.connect(channel)
        .send(
            FakeAgent.join("n1", "b")
                .addInventory(FakeAgent.item(ATTEMPT, InventoryItem.State.STATE_ENDING)))
        .awaitWelcome();

    assertThat(left()).isEqualTo(2);
  }

  @Test
  void residue_ofAnAttemptThatIsNotCurrent_isDroppedAndCounted() {
    var agent = running();

    agent.send(message(report(new AttemptId(TASK, 9), residue(2))));

    await().until(() -> Long.valueOf(1).equals(counters.values().get("stale_reports")));
    assertThat(left()).isZero();
  }

  @Test
  void residue_thatNamesNoAttempt_endsTheStream() {
    var agent = joined("n1", "a");

    agent.send(message(AttemptResidue.getDefaultInstance()));

    assertThat(agent.awaitEnd()).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  // ---- the message ----

  private static io.reeve.scheduler.core.task.Residue converted(Residue residue) throws StreamEnd {
    var command = (Command.AttemptResidue) ResidueMessages.command("n1", report(ATTEMPT, residue));
    assertThat(command.attempt()).isEqualTo(ATTEMPT);
    return command.residue();
  }

  @Test
  void message_everyFieldIsTaken() throws StreamEnd {
    var residue = converted(residue(1).toBuilder().setTotal(5).build());

    assertThat(residue.total()).isEqualTo(5);
    assertThat(residue.since()).isEqualTo(SINCE);
    assertThat(residue.processes())
        .containsExactly(
            new io.reeve.scheduler.core.task.Sighting(
                7, "D", "nfs_wait", "alice", "cat /mnt/a", Instant.ofEpochSecond(1_700_000_000)));
  }

  @Test
  void message_withoutProcesses_meansThatItHealed() throws StreamEnd {
    assertThat(converted(residue(0))).isNull();
  }

  @Test
  void message_larger_thanAnyAgentMaySend_isCut() throws StreamEnd {
    var huge = process(7).toBuilder().setCommand("x".repeat(5_000)).setOwner("y".repeat(500));
    var residue =
        converted(
            residue(0).toBuilder().addAllProcesses(Collections.nCopies(150, huge.build())).build());

    assertThat(residue.processes()).hasSize(100);
    assertThat(residue.total()).isEqualTo(150);
    assertThat(residue.processes().get(0).command()).hasSize(200);
    assertThat(residue.processes().get(0).owner()).hasSize(64);
  }

  @Test
  void message_withoutATime_isTaken_withAnImpossibleOneIsRefused() throws StreamEnd {
    var without = converted(residue(0).toBuilder().addProcesses(ProcessInfo.newBuilder()).build());
    assertThat(without.processes().get(0).startedAt()).isNull();

    var impossible = residue(1).toBuilder().setSinceTime(Timestamp.newBuilder().setSeconds(-1));
    assertThatThrownBy(() -> converted(impossible.build())).isInstanceOf(StreamEnd.class);
  }
}
