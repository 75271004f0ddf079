package io.reeve.scheduler.rpc;

import static io.reeve.scheduler.rpc.Requests.command;
import static io.reeve.scheduler.rpc.Requests.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.ExitCodeRange;
import io.reeve.proto.v1.JobSpec;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.TaskSpec;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every limit of a task and of a job: refused one step beyond, with the path of the field, and
 * taken at the limit.
 */
class BadInputTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private static final int KIB = 1024;

  private long job;

  @BeforeEach
  void aJobToAddTo() {
    job = rpc.jobs().createJob(CreateJobRequest.getDefaultInstance()).getJobId();
  }

  private static Arguments task(String path, Consumer<TaskSpec.Builder> change) {
    return Arguments.of(
        Named.of("task" + path + " #" + System.identityHashCode(change) % 997, path), change);
  }

  private static Resources.Builder named(String name, long amount) {
    return Resources.newBuilder().putNamed(name, amount);
  }

  static List<Arguments> badTasks() {
    return List.of(
        task(".command", spec -> spec.clearCommand()),
        task(".command", spec -> spec.clearCommand().addCommand("").addCommand("a")),
        task(".command", spec -> spec.addCommand("a\0b")),
        task(".command", spec -> spec.clearCommand().addCommand("x".repeat(32 * KIB + 1))),
        task(".command", spec -> spec.clearCommand().addCommand("\u00e9".repeat(16 * KIB) + "x")),
        task(
            ".command",
            spec -> spec.clearCommand().addCommand("x".repeat(32 * KIB)).addCommand("")),
        task(".name", spec -> spec.setName("x".repeat(81))),
        task(".name", spec -> spec.setName("line\nbreak")),
        task(".name", spec -> spec.setName("esc\u001b[31m")),
        task(".name", spec -> spec.setName("c1\u0085")),
        task(".env[]", spec -> spec.putEnv("", "x")),
        task(".env[A=B]", spec -> spec.putEnv("A=B", "x")),
        task(".env[A\0B]", spec -> spec.putEnv("A\0B", "x")),
        task(".env[A]", spec -> spec.putEnv("A", "x\0y")),
        task(".env[CCP_JOBID]", spec -> spec.putEnv("CCP_JOBID", "1")),
        task(".env[REEVE_X]", spec -> spec.putEnv("REEVE_X", "1")),
        task(".env", spec -> spec.putEnv("A", "x".repeat(256 * KIB - 1))),
        task(".work_dir", spec -> spec.setWorkDir("relative/path")),
        task(".work_dir", spec -> spec.setWorkDir("/a\0b")),
        task(".work_dir", spec -> spec.setWorkDir("/" + "x".repeat(4096))),
        task(".stdin_path", spec -> spec.setStdinPath("a\0b")),
        task(".stdout_path", spec -> spec.setStdoutPath("x".repeat(4097))),
        task(".stderr_path", spec -> spec.setStderrPath("a\0b")),
        task(".resources.cores", spec -> spec.setResources(Resources.newBuilder().setCores(-1))),
        task(
            ".resources.memory_bytes",
            spec -> spec.setResources(Resources.newBuilder().setMemoryBytes(-1))),
        task(".resources.named[gpu]", spec -> spec.setResources(named("gpu", 0))),
        task(".resources.named[gpu]", spec -> spec.setResources(named("gpu", -1))),
        task(".resources.named[Gpu]", spec -> spec.setResources(named("Gpu", 1))),
        task(".resources.named[1gpu]", spec -> spec.setResources(named("1gpu", 1))),
        task(".resources.named[]", spec -> spec.setResources(named("", 1))),
        task(
            ".resources.named[" + "x".repeat(65) + "]",
            spec -> spec.setResources(named("x".repeat(65), 1))),
        task(".resources.named", spec -> spec.setResources(manyNames(33))),
        task(".grace_period", spec -> spec.setGracePeriod(seconds(3_601))),
        task(
            ".grace_period",
            spec -> spec.setGracePeriod(Duration.newBuilder().setSeconds(3_600).setNanos(1))),
        task(".grace_period", spec -> spec.setGracePeriod(seconds(-1))),
        task(".grace_period", spec -> spec.setGracePeriod(Duration.newBuilder().setNanos(-1))),
        task(
            ".grace_period",
            spec -> spec.setGracePeriod(Duration.newBuilder().setSeconds(1).setNanos(-5))),
        task(
            ".grace_period",
            spec -> spec.setGracePeriod(Duration.newBuilder().setNanos(1_000_000_000))),
        task(".grace_period", spec -> spec.setGracePeriod(seconds(Long.MAX_VALUE))),
        task(".grace_period", spec -> spec.setGracePeriod(seconds(Long.MIN_VALUE))),
        task(".time_limit", spec -> spec.setTimeLimit(seconds(0))),
        task(".time_limit", spec -> spec.setTimeLimit(Duration.newBuilder().setNanos(999_999_999))),
        task(".time_limit", spec -> spec.setTimeLimit(seconds(3_650L * 86_400 + 1))),
        task(".valid_exit_codes[0].first", spec -> spec.addValidExitCodes(codes(-1, 3))),
        task(".valid_exit_codes[0].last", spec -> spec.addValidExitCodes(codes(3, 256))),
        task(
            ".valid_exit_codes[1].last",
            spec -> spec.addValidExitCodes(codes(0, 0)).addValidExitCodes(codes(5, 4))),
        task(".stop_signal", spec -> spec.setStopSignal("SIGKILL")),
        task(".stop_signal", spec -> spec.setStopSignal("sigterm")),
        task(".stop_signal", spec -> spec.setStopSignal("15")));
  }

  private static ExitCodeRange.Builder codes(int first, int last) {
    return ExitCodeRange.newBuilder().setFirst(first).setLast(last);
  }

  private static Resources.Builder manyNames(int count) {
    var resources = Resources.newBuilder();
    for (var name = 0; name < count; name++) {
      resources.putNamed("r" + name, 1);
    }
    return resources;
  }

  @ParameterizedTest
  @MethodSource("badTasks")
  void task_beyondALimit_isRefusedWithItsFieldAndNothingChanges(
      String path, Consumer<TaskSpec.Builder> change) {
    var spec = command("a").toBuilder();
    change.accept(spec);
    var before = rpc.engine.image();
    Refused.by(
            () ->
                rpc.jobs()
                    .submitJob(
                        SubmitJobRequest.newBuilder()
                            .addTasks(command("fine"))
                            .addTasks(spec)
                            .build()))
        .isInvalid("tasks[1]" + path);
    Refused.by(
            () ->
                rpc.jobs()
                    .addTasks(AddTasksRequest.newBuilder().setJobId(job).addTasks(spec).build()))
        .isInvalid("tasks[0]" + path);
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  static List<Arguments> fineTasks() {
    return List.of(
        task("", spec -> spec.clearCommand().addCommand("x".repeat(32 * KIB))),
        task("", spec -> spec.addCommand("").addCommand("line\nbreak")),
        task("", spec -> spec.setName("\uD83D\uDE00".repeat(80))),
        task("", spec -> spec.putEnv("A", "x".repeat(256 * KIB - 2))),
        task("", spec -> spec.putEnv("ccp_jobid", "1").putEnv("MY_CCP_X", "").putEnv("REEVE", "")),
        task("", spec -> spec.setWorkDir("/" + "x".repeat(4095))),
        task("", spec -> spec.setStdoutPath("relative").setStderrPath("/absolute")),
        task(
            "",
            spec ->
                spec.setResources(
                    Resources.newBuilder()
                        .setCores(Integer.MAX_VALUE)
                        .setMemoryBytes(Long.MAX_VALUE))),
        task("", spec -> spec.setResources(named("x".repeat(64), Long.MAX_VALUE))),
        task("", spec -> spec.setResources(manyNames(32))),
        task("", spec -> spec.setGracePeriod(seconds(3_600))),
        task("", spec -> spec.setGracePeriod(seconds(0))),
        task("", spec -> spec.setTimeLimit(seconds(1))),
        task("", spec -> spec.setTimeLimit(seconds(3_650L * 86_400))),
        task("", spec -> spec.addValidExitCodes(codes(0, 255))),
        task("", spec -> spec.setStopSignal("SIGUSR2")));
  }

  @ParameterizedTest
  @MethodSource("fineTasks")
  void task_atALimit_isTakenAndRead(String path, Consumer<TaskSpec.Builder> change) {
    var spec = command("a").toBuilder();
    change.accept(spec);
    rpc.agents.join("n1", 1);
    var id = rpc.jobs().submitJob(SubmitJobRequest.newBuilder().addTasks(spec).build()).getJobId();
    var read = rpc.tasks().getTask(Requests.get(id + ".1")).getTask();
    assertThat(read.getSpec().getCommandList()).isEqualTo(spec.getCommandList());
    assertThat(read.getPendingReason()).isNotEmpty();
  }

  @Test
  void task_withManyBadFields_tellsAllOfThem() {
    var bad =
        TaskSpec.newBuilder()
            .setName("\n")
            .setWorkDir("x")
            .putEnv("CCP_X", "")
            .setResources(named("BAD", 0).setCores(-2).setMemoryBytes(-2))
            .setStopSignal("x");
    Refused.by(() -> rpc.jobs().submitJob(SubmitJobRequest.newBuilder().addTasks(bad).build()))
        .isInvalid(
            "tasks[0].name",
            "tasks[0].command",
            "tasks[0].env[CCP_X]",
            "tasks[0].work_dir",
            "tasks[0].resources.cores",
            "tasks[0].resources.memory_bytes",
            "tasks[0].resources.named[BAD]",
            "tasks[0].resources.named[BAD]",
            "tasks[0].stop_signal");
  }

  @Test
  void job_beyondItsLimits_isRefusedWithAllItsFields() {
    var before = rpc.engine.image();
    var bad =
        JobSpec.newBuilder()
            .setName("x".repeat(81))
            .setProject("a\u0000")
            .setPriority(4_001)
            .setGracePeriod(seconds(-1))
            .build();
    var paths = new String[] {"job.name", "job.project", "job.priority", "job.grace_period"};
    Refused.by(() -> rpc.jobs().createJob(CreateJobRequest.newBuilder().setJob(bad).build()))
        .isInvalid(paths);
    Refused.by(() -> rpc.jobs().submitJob(SubmitJobRequest.newBuilder().setJob(bad).build()))
        .isInvalid(paths);
    Refused.by(
            () ->
                rpc.jobs()
                    .createJob(
                        CreateJobRequest.newBuilder()
                            .setJob(JobSpec.newBuilder().setPriority(-1))
                            .build()))
        .isInvalid("job.priority");
    assertThat(rpc.engine.image()).isEqualTo(before);
    for (var priority : new int[] {0, 4_000}) {
      rpc.jobs()
          .createJob(
              CreateJobRequest.newBuilder()
                  .setJob(JobSpec.newBuilder().setPriority(priority))
                  .build());
    }
  }
}
