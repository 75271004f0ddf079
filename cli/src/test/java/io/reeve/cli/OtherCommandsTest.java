package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.ExitStatus;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.Node;
import io.reeve.proto.v1.NodeOrphan;
import io.reeve.proto.v1.NodeProblem;
import io.reeve.proto.v1.NodeState;
import io.reeve.proto.v1.Orphan;
import io.reeve.proto.v1.ProcessInfo;
import io.reeve.proto.v1.SetParametersRequest;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.TakeOfflineRequest;
import io.reeve.proto.v1.Task;
import io.reeve.proto.v1.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class OtherCommandsTest extends CliTest {
  @ParameterizedTest
  @CsvSource({
    "job cancel 12 --wait, job 12",
    "job submit -o json --wait -- x, job 12",
  })
  void anyVerb_silentDuringAWait_saysWhatItWaitsFor(String line, String what) {
    head.put(head.job(12, JobState.JOB_STATE_RUNNING).build());
    head.whileWaiting = () -> await().until(() -> !saidSoFar().isEmpty());
    Result result = reeve(line.split(" "));
    assertThat(result.err()).contains("waiting for " + what).doesNotContain("answer");
  }

  @Test
  void anyVerb_silentBeforeTheFirstAnswer_saysWhomItWaitsFor() {
    head.whileSubmitting = () -> await().until(() -> !saidSoFar().isEmpty());
    assertThat(reeve("job", "submit", "--", "x").err()).contains("answer from " + head.address());
  }

  @ParameterizedTest
  @CsvSource({
    "JOB_ALREADY_ENDED, job, 26, FAILED, Failed",
    "TASK_ALREADY_ENDED, task, 26.1, FINISHED, Finished",
    "JOB_NOT_CONFIGURING, job, 26, RUNNING, Running",
    "NODE_STATE, node, n1, OFFLINE, Offline"
  })
  void anyVerb_refusedForAState_saysItInTheUsualWords(
      String reason, String kind, String name, String state, String word) {
    head.failure =
        FakeHead.error(Status.Code.FAILED_PRECONDITION, reason, Map.of(kind, name, "state", state));
    Result result = reeve("cluster", "status");
    assertThat(result.code()).isEqualTo(Exit.REFUSED);
    assertThat(result.err()).contains(kind + " " + name).contains(word).doesNotContain(state);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, TASK_NOT_FOUND, 1",
    "FAILED_PRECONDITION, TASK_ALREADY_ENDED, 1",
    "INVALID_ARGUMENT, EMPTY_SELECTOR, 1",
    "RESOURCE_EXHAUSTED, QUEUE_FULL, 1",
    "INTERNAL, INTERNAL, 1",
    "DEADLINE_EXCEEDED, '', 4",
    "UNAVAILABLE, HEAD_NOT_READY, 3"
  })
  void anyVerb_failed_exitsByTheKind(Status.Code code, String reason, int exit) {
    head.failure = FakeHead.error(code, reason, Map.of());
    Result result = reeve("cluster", "status");
    assertThat(result.code()).isEqualTo(exit);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("reeve: ");
  }

  @Test
  void anyVerb_malformedFields_listsThemAll() {
    BadRequest.Builder bad = BadRequest.newBuilder();
    bad.addFieldViolationsBuilder().setField("tasks[0].command").setDescription("is empty");
    bad.addFieldViolationsBuilder().setField("job.priority").setDescription("too high\u001b[2J");
    head.failure =
        FakeHead.error(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", Map.of(), bad.build());
    Result result = reeve("job", "submit", "--", "x");
    assertThat(result.code()).isEqualTo(Exit.REFUSED);
    assertThat(result.err())
        .contains("tasks[0].command: is empty")
        .contains("job.priority: too high")
        .doesNotContain("\u001b");
  }

  @Test
  void anyVerb_nobodyThere_saysWhereAndWhatToDo() {
    head.close();
    Result result = reeve("job", "list");
    assertThat(result.code()).isEqualTo(Exit.UNREACHABLE);
    assertThat(result.err()).contains(head.address()).contains("reeve dev");
  }

  @Test
  void head_isFoundInTheDocumentedOrder() throws IOException {
    Path distribution = Files.createDirectories(home.resolve("dist/conf"));
    env.put("REEVE_HOME", distribution.getParent().toString());
    Files.writeString(distribution.resolve("reeve.yaml"), "# comment\nhead: " + head.address());
    assertThat(plain("cluster", "status").code()).isZero();

    Path own = Files.createDirectories(home.resolve(".config/reeve")).resolve("reeve.yaml");
    Files.writeString(own, "head: \"127.0.0.1:1\" # nobody\n");
    assertThat(plain("cluster", "status").code()).isEqualTo(Exit.UNREACHABLE);

    env.put("REEVE_HEAD", head.address());
    assertThat(plain("cluster", "status").code()).isZero();
    assertThat(plain("cluster", "status", "--head", "127.0.0.1:1").code())
        .isEqualTo(Exit.UNREACHABLE);
  }

  @Test
  void config_unknownKey_isRefusedWithTheValidOne() throws IOException {
    Path own = Files.createDirectories(home.resolve(".config/reeve")).resolve("reeve.yaml");
    Files.writeString(own, "haed: 127.0.0.1:1\n");
    Result result = plain("cluster", "status");
    assertThat(result.code()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("'haed'").contains("'head'").contains("line 1");
  }

  @Test
  void head_onAnotherMachine_isUsage() {
    assertThat(plain("--head", "10.1.2.3:7070", "cluster", "status").code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void run_exitsWithTheProgramsCode_andPrintsItsOutput() throws IOException {
    Path stdout = Files.writeString(home.resolve("out"), "hello\n");
    Task.Builder task =
        FakeHead.task(12, 1, TaskState.TASK_STATE_FAILED)
            .setExit(ExitStatus.newBuilder().setCode(7));
    task.addAttemptsBuilder().setNumber(1).setStdoutPath(stdout.toString()).setStderrPath("/none");
    head.willEnd(task.build());
    Result result = reeve("run", "--", "x");
    assertThat(result.code()).isEqualTo(7);
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.err()).contains("/none");
  }

  @Test
  void run_endedBySignal_exits128AndTheSignal() {
    head.willEnd(
        FakeHead.task(12, 1, TaskState.TASK_STATE_FAILED)
            .setExit(ExitStatus.newBuilder().setSignal(15))
            .build());
    assertThat(reeve("run", "--", "x").code()).isEqualTo(143);
  }

  @Test
  void run_canceledBySomebodyElse_saysByWhomAndWhy() {
    Task.Builder task =
        FakeHead.task(12, 1, TaskState.TASK_STATE_CANCELED)
            .setCause(Cause.CAUSE_CANCELED)
            .setMessage("wrong input")
            .setExit(ExitStatus.newBuilder().setSignal(15));
    task.getCancellationBuilder().setRequestedBy("bob").setAcceptTime(FakeHead.time(9));
    head.willEnd(task.build());
    Result result = reeve("run", "--", "x");
    assertThat(result.code()).isEqualTo(143);
    assertThat(result.err()).contains("canceled by bob").contains("wrong input");
  }

  @Test
  void run_outOfTime_saysSo_alsoWhenTheProgramExitedWell() {
    head.willEnd(
        FakeHead.task(12, 1, TaskState.TASK_STATE_FAILED)
            .setCause(Cause.CAUSE_TIME_LIMIT)
            .setExit(ExitStatus.newBuilder().setCode(0))
            .build());
    Result result = reeve("run", "-q", "--", "x");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("time limit");
  }

  @Test
  void run_endedByItself_saysNothing() {
    head.willEnd(
        FakeHead.task(12, 1, TaskState.TASK_STATE_FAILED)
            .setCause(Cause.CAUSE_EXITED)
            .setExit(ExitStatus.newBuilder().setCode(7))
            .build());
    assertThat(reeve("run", "-q", "--", "x").err()).isEmpty();
  }

  @Test
  void run_neverRan_exitsRefused() {
    head.willEnd(FakeHead.task(12, 1, TaskState.TASK_STATE_CANCELED).build());
    assertThat(reeve("run", "-q", "--", "x").code()).isEqualTo(Exit.REFUSED);
  }

  @Test
  void run_interruptedDuringTheSubmit_cancelsWhenTheIdIsKnown() {
    head.willEnd(FakeHead.task(12, 1, TaskState.TASK_STATE_CANCELED).build());
    head.whileSubmitting = this::interrupt;
    assertThat(reeve("run", "--", "x").code()).isEqualTo(Exit.REFUSED);
    CancelTaskRequest cancel = head.requests(CancelTaskRequest.class).get(0);
    assertThat(cancel.getTask().getJobId()).isEqualTo(12);
    assertThat(cancel.getForce()).isFalse();
  }

  @Test
  void run_interruptedTwiceDuringTheSubmit_killsWhenTheIdIsKnown() {
    head.willEnd(FakeHead.task(12, 1, TaskState.TASK_STATE_FAILED).build());
    head.whileSubmitting =
        () -> {
          interrupt();
          interrupt();
        };
    reeve("run", "--", "x");
    assertThat(head.requests(CancelTaskRequest.class))
        .singleElement()
        .matches(CancelTaskRequest::getForce);
  }

  @Test
  void run_interruptedAndTheAnswerLost_asksAgainWithTheSameIdAndCancels() {
    head.willEnd(FakeHead.task(12, 1, TaskState.TASK_STATE_CANCELED).build());
    head.failure = FakeHead.error(Status.Code.DEADLINE_EXCEEDED, "", Map.of());
    head.whileSubmitting =
        () -> {
          if (head.requests.isEmpty()) {
            interrupt();
          } else {
            head.failure = null;
          }
        };
    reeve("run", "--", "x");
    List<SubmitJobRequest> submits = head.requests(SubmitJobRequest.class);
    assertThat(submits).hasSize(2);
    assertThat(submits.get(0).getRequestId()).isEqualTo(submits.get(1).getRequestId());
    assertThat(head.requests(CancelTaskRequest.class)).hasSize(1);
  }

  @Test
  void run_interruptedAndRefused_cancelsNothing() {
    head.failure = FakeHead.error(Status.Code.RESOURCE_EXHAUSTED, "QUEUE_FULL", Map.of());
    head.whileSubmitting = this::interrupt;
    assertThat(reeve("run", "--", "x").code()).isEqualTo(Exit.REFUSED);
    assertThat(head.requests(CancelTaskRequest.class)).isEmpty();
  }

  @Test
  void node_verbs_workAndFit() {
    Node.Builder node =
        Node.newBuilder()
            .setName("n1-" + "x".repeat(90))
            .setState(NodeState.NODE_STATE_ONLINE)
            .setReachable(true)
            .setLastHeartbeatTime(FakeHead.time(190));
    node.getCapacityBuilder().setCores(8).setMemoryBytes(16L << 30);
    head.nodes.add(node.build());
    assertFits(reeve("node", "list"));
    assertFits(reeve("node", "view", node.getName()));
    assertThat(reeve("node", "online", node.getName()).code()).isZero();
    assertThat(reeve("node", "offline", node.getName(), "--message", "repair").code()).isZero();
    assertThat(head.requests(TakeOfflineRequest.class).get(0).getMessage()).isEqualTo("repair");
    assertThat(reeve("node", "offline", "n1", "--drain", "--force").code()).isEqualTo(Exit.USAGE);
    assertThat(reeve("node", "view", "n2").code()).isEqualTo(Exit.REFUSED);
  }

  @Test
  void node_withProblems_tellsThem() {
    NodeProblem.Builder problem =
        NodeProblem.newBuilder()
            .setKind(NodeProblem.Kind.KIND_DISK)
            .setMessage("less than 4 MiB are free in /" + "d".repeat(100))
            .setSinceTime(FakeHead.time(100));
    head.nodes.add(
        Node.newBuilder()
            .setName("n1")
            .setState(NodeState.NODE_STATE_ONLINE)
            .addProblems(problem)
            .setOrphans(2)
            .setStaleOrders(3)
            .build());
    Result view = reeve("node", "view", "n1");
    assertFits(view);
    assertThat(view.out()).contains("Problem", "4 MiB", "Orphans", "2 attempts", "3 orders");
  }

  @Test
  void node_orphans_areShown() {
    head.nodes.add(Node.newBuilder().setName("n1").setState(NodeState.NODE_STATE_ONLINE).build());
    assertThat(reeve("node", "orphans").code()).isZero();
    head.orphans.add(orphan("1.2#1", "sleep " + "9".repeat(150)).build());
    NodeOrphan.Builder gone = orphan("1.3#1", "true");
    gone.getOrphanBuilder().setGoneTime(FakeHead.time(150)).setReaped(true);
    head.orphans.add(gone.build());
    head.orphans.add(orphan("", "\u001b[31mred").build());

    Result all = reeve("node", "orphans");
    assertFits(all);
    assertThat(all.out()).contains("1.2#1", "left alone", "gone", "4711").doesNotContain("\u001b");
    assertThat(reeve("node", "orphans", "n1", "-q").out()).isEqualTo("n1 1.2#1\nn1 -\n");
    assertThat(reeve("node", "orphans", "-o", "json").out()).contains("\"attempt\": \"1.2#1\"");
    assertThat(reeve("node", "orphans", "n9").code()).isEqualTo(Exit.REFUSED);
  }

  private static NodeOrphan.Builder orphan(String attempt, String command) {
    return NodeOrphan.newBuilder()
        .setNode("n1")
        .setOrphan(
            Orphan.newBuilder()
                .setAttempt(attempt)
                .setTotal(2)
                .setFoundTime(FakeHead.time(100))
                .addProcesses(ProcessInfo.newBuilder().setPid(4711).setCommand(command)));
  }

  @Test
  void params_getAndSet() {
    assertFits(reeve("cluster", "params", "get"));
    assertThat(reeve("cluster", "params", "get", "TaskCancelGracePeriod", "-q").out())
        .isEqualTo("15s\n");
    assertThat(reeve("cluster", "params", "set", "TaskCancelGracePeriod=10s").code()).isZero();
    assertThat(head.requests(SetParametersRequest.class).get(0).getValuesMap())
        .containsEntry("TaskCancelGracePeriod", "10s");
  }

  @Test
  void color_isOnlyForTerminals() {
    head.nodes.add(Node.newBuilder().setName("n").setState(NodeState.NODE_STATE_ONLINE).build());
    String[] list = {"--head", head.address(), "node", "list"};
    assertThat(run(false, list).out()).doesNotContain("\u001b");
    assertThat(run(true, list).out()).contains("\u001b[32mOnline");
    assertThat(run(true, "--head", head.address(), "node", "list", "--no-color").out())
        .doesNotContain("\u001b");
    env.put("NO_COLOR", "1");
    assertThat(run(true, list).out()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "job",
    "task",
    "cluster params",
    "job frobnicate",
    "job list --limit 0",
    "job submit --grace 5 -- x",
    "job submit --memory 2X -- x",
    "job view x",
    "job view 1.1",
    "task view 1.",
    "task view 0",
    "task view 0.1",
    "task view -1",
    "task view 1.2.3.4",
    "task view 99999999999999999999999999999999999999999999999999999999999999999999999999.1",
    "job submit --cores -1 -- x",
    "job submit --cores 0 -- x",
    "job submit --env FOO -- x",
    "cluster params set TaskCancelGracePeriod",
    "dev --cores 0"
  })
  void malformedCommandLine_isUsageAndFits(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    Result result = reeve(args);
    assertThat(result.code()).isEqualTo(Exit.USAGE);
    assertThat(result.err().lines()).isNotEmpty().allMatch(text -> Text.width(text) <= 80);
    assertThat(head.requests).isEmpty();
  }

  @Test
  void help_ofEveryCommand_fits() {
    CommandLine root = plainCommandLine();
    List<CommandLine> left = new ArrayList<>(List.of(root));
    while (!left.isEmpty()) {
      CommandLine command = left.remove(0);
      left.addAll(command.getSubcommands().values());
      assertThat(command.getUsageMessage().lines()).allMatch(text -> Text.width(text) <= 80);
      if (command.getCommand() instanceof CommandLine.HelpCommand) {
        continue; // the library's own
      }
      assertThat(command.getCommandSpec().usageMessage().footer())
          .as("broken where it was written")
          .allMatch(text -> Text.width(text) <= 80);
    }
  }

  @Test
  void versionHelpAndCompletion_workWithoutAHead() {
    head.close();
    assertThat(plain("--version").out()).matches("reeve \\d+\\.\\d+\\.\\d+\\S*\\n");
    assertThat(plain("task", "cancel", "--help").code()).isZero();
    assertThat(plain("help", "job").code()).isZero();
    assertThat(plain("completion", "bash").out()).contains("complete -F");
    assertThat(plain("classpath").out()).contains("grpc");
  }
}
