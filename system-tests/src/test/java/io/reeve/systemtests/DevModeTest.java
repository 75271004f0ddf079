package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.client.Json;
import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Daemon;
import io.reeve.testing.Distribution;
import io.reeve.testing.Proc;
import io.reeve.testing.Until;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code reeve dev} and the command line, as a person uses them; everything killed, and started
 * again.
 */
class DevModeTest {
  private static final Pattern JOB_ID = Pattern.compile("\\d+");

  private final Path reeve = Distribution.home().resolve("bin/reeve");
  @TempDir Path dir;

  @Test
  void everythingKilled_thenStartedAgain_tasksRanOnAndTheQueueGoesOn() throws Exception {
    var release = dir.resolve("release");
    var dev = startDev("127.0.0.1:0");
    var head = dev.readyText();
    var ends = submit(head, Program.untilExists(release, 9));
    var polite = Program.stoppingWith(7);
    var runs = submit(head, polite);
    var waits = submit(head, Program.exiting(0));
    awaitState(head, ends, TaskState.RUNNING);
    awaitState(head, runs, TaskState.RUNNING);
    Until.holds("the program runs", () -> !polite.alive().isEmpty());
    var pid = view(head, runs).lastAttempt().orElseThrow().pid();

    killEverything(dev);
    assertThat(polite.alive()).contains(pid);
    Files.createFile(release);
    var again = startDev(head);

    assertThat(again.readyText()).isEqualTo(head);
    awaitState(head, ends, TaskState.FAILED);
    assertThat(view(head, ends).exit()).contains(ExitStatus.ofCode(9));
    awaitState(head, waits, TaskState.FINISHED);
    assertThat(view(head, runs).state()).isEqualTo(TaskState.RUNNING);
    assertThat(view(head, runs).lastAttempt().orElseThrow().pid()).isEqualTo(pid);
    assertThat(run(head, 0, "task", "cancel", runs, "--message", "enough", "--wait")).isNotEmpty();
    assertThat(view(head, runs).exit()).contains(ExitStatus.ofCode(7));
    assertThat(polite.alive()).isEmpty();
    again.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.reeve.scheduler.app.SchedulerMain", "io.reeve.agent.app.AgentMain"})
  void daemonKilled_withoutData_tasksAreEndedAndTheDirectoryIsRemoved(String main)
      throws Exception {
    try (var dev = startDevWithoutData()) {
      var program = running(dev.readyText());

      childOf(dev, main).destroyForcibly();

      assertThat(dev.awaitExit()).isEqualTo(1);
      assertThat(program.alive()).isEmpty();
      assertThat(dataOfDev()).isEmpty();
    }
  }

  @Test
  void devEnded_withoutData_tasksAreEndedAndTheDirectoryIsRemoved() throws Exception {
    var dev = startDevWithoutData();
    var program = running(dev.readyText());
    assertThat(dataOfDev()).hasSize(1);

    dev.close();

    assertThat(program.alive()).isEmpty();
    assertThat(dataOfDev()).isEmpty();
  }

  /** What dev's help says of the one case it cannot see to itself. */
  @Test
  void devKilled_withoutData_tasksRunOnAndDevOnTheSameDirectoryFindsThem() throws Exception {
    var dev = startDevWithoutData();
    var program = running(dev.readyText());
    var daemons = ProcessHandle.of(dev.pid()).orElseThrow().children().toList();
    dev.kill();
    daemons.forEach(daemon -> Until.holds(daemon + " ends too", () -> !daemon.isAlive()));
    assertThat(program.alive()).isNotEmpty();

    try (var again = startDev("127.0.0.1:0", dataOfDev().get(0))) {
      run(again.readyText(), 0, "task", "cancel", "1.1", "--force", "--wait");
    }

    assertThat(program.alive()).isEmpty();
  }

  @Test
  void badInput_isRefusedWithAStableExitCode() throws Exception {
    var dev = startDev("127.0.0.1:0");
    var head = dev.readyText();
    run(head, 2, "task", "view", "12");
    run(head, 1, "task", "view", "12.1");
    run(head, 1, "task", "cancel", "12.1", "--message", "x".repeat(321));
    run(head, 2, "task", "cancel");
    run(head, 2, "job", "submit");
    run("127.0.0.1:1", 3, "cluster", "status");
    for (var broken : List.of("--workdir=/nowhere", "--stdout=/nowhere/out")) {
      var job = run(head, 0, "job", "submit", "-q", broken, "--", "/bin/true").strip();
      awaitState(head, job + ".1", TaskState.FAILED);
      assertThat(view(head, job + ".1").message()).contains("/nowhere");
    }
    var missing = run(head, 0, "job", "submit", "-q", "--", "no-such-program").strip();
    awaitState(head, missing + ".1", TaskState.FAILED);
    assertThat(view(head, missing + ".1").lastAttempt().orElseThrow().startFailure()).isPresent();
    var large = run(head, 0, "job", "submit", "-q", "--cores", "4096", "--", "/bin/true").strip();
    assertThat(view(head, large + ".1").pendingReason()).isNotEmpty();
    assertThat(view(head, large + ".1").state()).isEqualTo(TaskState.QUEUED);
    dev.close();
  }

  private Daemon startDevWithoutData() throws IOException {
    Files.createDirectories(dir.resolve("tmp"));
    return Daemon.start(
        List.of(reeve.toString(), "dev", "--listen", "127.0.0.1:0", "--cores", "2"),
        Map.of("REEVE_OPTS", "-Djava.io.tmpdir=" + dir.resolve("tmp")),
        dir.resolve("dev.log"),
        "reeve: ready on ");
  }

  private List<Path> dataOfDev() throws IOException {
    try (var files = Files.list(dir.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("reeve-dev-")).toList();
    }
  }

  /** A stubborn program that runs as task 1.1, with its child. */
  private Program running(String head) throws Exception {
    var program = Program.stubbornWithChild();
    assertThat(submit(head, program)).isEqualTo("1.1");
    Until.holds("it runs, with its child", () -> program.alive().size() >= 2);
    return program;
  }

  private static ProcessHandle childOf(Daemon dev, String main) {
    return ProcessHandle.of(dev.pid())
        .orElseThrow()
        .descendants()
        .filter(child -> Proc.commandLine(child.pid()).contains(main))
        .findFirst()
        .orElseThrow();
  }

  private Daemon startDev(String listen) throws IOException {
    return startDev(listen, dir.resolve("data"));
  }

  private Daemon startDev(String listen, Path data) throws IOException {
    return Daemon.start(
        List.of(
            reeve.toString(), "dev", "--data", data.toString(), "--listen", listen, "--cores", "2"),
        dir.resolve("dev.log"),
        "reeve: ready on ");
  }

  /** The daemons are dev's children; tasks are nobody's that could be found from there. */
  private static void killEverything(Daemon dev) {
    var children = ProcessHandle.of(dev.pid()).orElseThrow().descendants().toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(2);
    dev.kill();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> Until.holds(child + " is gone", () -> !child.isAlive()));
  }

  private String submit(String head, Program program) throws Exception {
    var arguments = new ArrayList<>(List.of("job", "submit", "-q", "--grace", "2s", "--"));
    arguments.addAll(program.spec().build().command());
    var job = run(head, 0, arguments.toArray(String[]::new)).strip();
    assertThat(job).matches(JOB_ID);
    return job + ".1";
  }

  private void awaitState(String head, String task, TaskState state) {
    Until.holds(task + " is " + state, () -> view(head, task).state() == state);
  }

  private Task view(String head, String task) {
    try {
      return Json.task(run(head, 0, "task", "view", task, "-o", "json"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String run(String head, int exitCode, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(reeve.toString()));
    command.addAll(List.of(arguments));
    var errors = Files.createTempFile(dir, "reeve", ".err");
    var builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("REEVE_HEAD", head);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(String.join(" ", arguments) + "\n" + output + Files.readString(errors))
        .isEqualTo(exitCode);
    return output;
  }
}
