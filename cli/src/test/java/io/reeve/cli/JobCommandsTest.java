package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.Job;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.TaskSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobCommandsTest extends CliTest {
  @Test
  void submit_printsTheJob_quietlyItsBareId() {
    assertThat(reeve("job", "submit", "--", "/bin/echo", "-n").out())
        .isEqualTo("job 12 submitted\n");
    assertThat(reeve("job", "submit", "-q", "--grace", "2s", "--", "/bin/echo").out())
        .isEqualTo("12\n");
  }

  @Test
  void submit_passesEveryOptionOn() {
    Result result =
        reeve(
            "job submit --name N --priority 3000 --cores 4 --memory 2G --resource gpu=2 --grace 5s"
                .concat(" --time-limit 1h30m --rerunnable=false --env A=B=C --env D= --workdir /w")
                .concat(" --stdin i --stdout o --stderr e --stop-signal SIGINT --sweep 1-100:5")
                .concat(" --refuse-if-never-fits --fail-on-task-failure -- cmd --name x")
                .split(" "));
    assertThat(result.code()).isZero();
    SubmitJobRequest request = head.requests(SubmitJobRequest.class).get(0);
    assertThat(request.getRefuseIfNeverFits()).isTrue();
    assertThat(request.getJob().getName()).isEqualTo("N");
    assertThat(request.getJob().getPriority()).isEqualTo(3000);
    assertThat(request.getJob().getFailOnTaskFailure()).isTrue();
    TaskSpec task = request.getTasks(0);
    assertThat(task.getCommandList()).containsExactly("cmd", "--name", "x");
    assertThat(task.getResources().getCores()).isEqualTo(4);
    assertThat(task.getResources().getMemoryBytes()).isEqualTo(2L << 30);
    assertThat(task.getResources().getNamedMap()).containsEntry("gpu", 2L);
    assertThat(task.getGracePeriod().getSeconds()).isEqualTo(5);
    assertThat(task.getTimeLimit().getSeconds()).isEqualTo(5400);
    assertThat(task.hasRerunnable()).isTrue();
    assertThat(task.getRerunnable()).isFalse();
    assertThat(task.getEnvMap()).containsEntry("A", "B=C").containsEntry("D", "");
    assertThat(task.getWorkDir()).isEqualTo("/w");
    assertThat(task.getStdinPath()).isEqualTo("i");
    assertThat(task.getStdoutPath()).isEqualTo("o");
    assertThat(task.getStderrPath()).isEqualTo("e");
    assertThat(task.getStopSignal()).isEqualTo("SIGINT");
    assertThat(task.getSweep().getStep()).isEqualTo(5);
  }

  @Test
  void submit_file_sendsWhatItSays() throws Exception {
    Path file = home.resolve("job.json");
    Files.writeString(file, "{\"tasks\":[{\"command\":[\"/bin/true\"]},{\"command\":[\"b\"]}]}");
    assertThat(reeve("job", "submit", "--file", file.toString()).code()).isZero();
    assertThat(head.requests(SubmitJobRequest.class).get(0).getTasksCount()).isEqualTo(2);

    type("{\"tasks\":[{\"command\":[\"c\"]}]}");
    assertThat(reeve("job", "submit", "--file", "-").code()).isZero();
    type("{\"tusks\":[]}");
    assertThat(reeve("job", "submit", "--file", "-").code()).isEqualTo(Exit.USAGE);
    assertThat(head.requests(SubmitJobRequest.class)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"FINISHED, 0", "FAILED, 1", "CANCELED, 1"})
  void submit_wait_exitsByTheEnd(String state, int code) {
    head.put(head.job(12, JobState.valueOf("JOB_STATE_" + state)).build());
    assertThat(reeve("job", "submit", "--wait", "--", "x").code()).isEqualTo(code);
  }

  @Test
  void submit_neitherCommandNorFile_isUsage() {
    assertThat(reeve("job", "submit").code()).isEqualTo(Exit.USAGE);
    assertThat(reeve("job", "submit", "--file", "f", "--", "x").code()).isEqualTo(Exit.USAGE);
    assertThat(head.requests).isEmpty();
  }

  @Test
  void list_withHostileAndLongNames_fitsTheScreen() {
    Job.Builder job = head.job(1, JobState.JOB_STATE_RUNNING).setOwner("o".repeat(60));
    job.getSpecBuilder().setName("\u001b[31mred\u0007 " + "名".repeat(70) + "\u202eabc");
    head.put(job.build());
    assertFits(reeve("job", "list"));
  }

  @Test
  void list_followsPages_upToTheLimit_andSaysThatThereIsMore() {
    for (int id = 1; id <= 45; id++) {
      head.put(head.job(id, JobState.JOB_STATE_QUEUED).build());
    }
    assertThat(reeve("job", "list", "-q").lines()).hasSize(45);
    Result some = reeve("job", "list", "-q", "--limit", "12");
    assertThat(some.lines()).hasSize(12);
    assertThat(some.err()).contains("--limit 24");
  }

  @Test
  void list_leavesOutWhatIsOver_unlessAsked() {
    head.put(head.job(1, JobState.JOB_STATE_FINISHED).build());
    head.put(head.job(2, JobState.JOB_STATE_RUNNING).build());
    assertThat(reeve("job", "list", "-q").out()).isEqualTo("2\n");
    assertThat(reeve("job", "list", "-q", "--all").out()).isEqualTo("1\n2\n");
    assertThat(reeve("job", "list", "-q", "--state", "finished,failed").out()).isEqualTo("1\n");
  }

  @Test
  void list_json_isAnArrayOfMessages() {
    assertThat(reeve("job", "list", "-o", "json").out()).isEqualTo("[]\n");
    head.put(head.job(2, JobState.JOB_STATE_RUNNING).build());
    assertThat(reeve("-o", "json", "job", "list").out())
        .startsWith("[\n{")
        .contains("\"state\": \"JOB_STATE_RUNNING\"");
  }

  @Test
  void view_json_isTheMessage() throws Exception {
    Job job = head.job(7, JobState.JOB_STATE_QUEUED).setMessage("m").build();
    head.put(job.toBuilder().setSpec(job.getSpec()).setCounts(job.getCounts()).build());
    Job.Builder read = Job.newBuilder();
    JsonFormat.parser().merge(reeve("job", "view", "7", "-o", "json").out(), read);
    assertThat(read.clearSpec().clearCounts().build()).isEqualTo(job);
    assertFits(reeve("job", "view", "7"));
  }

  @Test
  void cancel_passesEveryOptionOn() {
    head.put(head.job(7, JobState.JOB_STATE_RUNNING).build());
    assertThat(reeve("job", "cancel", "7", "--force", "--message", "why not").code()).isZero();
    CancelJobRequest request = head.requests(CancelJobRequest.class).get(0);
    assertThat(request.getForce()).isTrue();
    assertThat(request.getMessage()).isEqualTo("why not");
    assertThat(request.getRequestId()).isNotEmpty();
  }
}
