package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static io.reeve.scheduler.rpc.Requests.command;
import static io.reeve.scheduler.rpc.Requests.seconds;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.Job;
import io.reeve.proto.v1.JobSpec;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.JobTransition;
import io.reeve.proto.v1.ListJobsRequest;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.Sweep;
import io.reeve.proto.v1.TaskSpec;
import io.reeve.scheduler.core.cluster.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobServiceTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private Job job(long id) {
    return rpc.jobs().getJob(GetJobRequest.newBuilder().setJobId(id).build()).getJob();
  }

  private long create(JobSpec.Builder spec) {
    return rpc.jobs().createJob(CreateJobRequest.newBuilder().setJob(spec).build()).getJobId();
  }

  @Test
  void createAddSubmit_stepByStep_queuesTheTasks() {
    var id = create(JobSpec.newBuilder().setName("nightly").setProject("p"));
    assertThat(job(id).getState()).isEqualTo(JobState.JOB_STATE_CONFIGURING);
    assertThat(job(id).hasSubmitTime()).isFalse();

    var add = AddTasksRequest.newBuilder().setJobId(id).addTasks(command("a"));
    assertThat(rpc.jobs().addTasks(add.build()).getTaskIdsList()).containsExactly(1);
    add.addTasks(command("b"));
    assertThat(rpc.jobs().addTasks(add.build()).getTaskIdsList()).containsExactly(2, 3);
    assertThat(job(id).getCounts().getConfiguring()).isEqualTo(3);

    var answer = rpc.jobs().submitJob(SubmitJobRequest.newBuilder().setJobId(id).build());
    assertThat(answer.getJobId()).isEqualTo(id);
    assertThat(answer.getTaskCount()).isEqualTo(3);
    assertThat(job(id).getState()).isEqualTo(JobState.JOB_STATE_QUEUED);
    assertThat(job(id).getCounts().getQueued()).isEqualTo(3);
    assertThat(job(id).hasSubmitTime()).isTrue();
    assertThat(job(id).getHistoryList())
        .extracting(JobTransition::getState)
        .containsExactly(
            JobState.JOB_STATE_CONFIGURING,
            JobState.JOB_STATE_SUBMITTED,
            JobState.JOB_STATE_VALIDATING,
            JobState.JOB_STATE_QUEUED);
  }

  @Test
  void createJob_withNothing_hasAllDefaults() {
    var id = rpc.jobs().createJob(CreateJobRequest.getDefaultInstance()).getJobId();
    assertThat(job(id).getSpec()).isEqualTo(JobSpec.newBuilder().setPriority(2000).build());
    assertThat(job(id).getOwner()).isEqualTo(RpcExtension.USER);
  }

  @Test
  void submitJob_inOneStep_createsAddsAndSubmits() {
    var answer = rpc.jobs().submitJob(submit(4));
    assertThat(answer.getTaskCount()).isEqualTo(4);
    assertThat(job(answer.getJobId()).getCounts().getQueued()).isEqualTo(4);
  }

  @Test
  void submitJob_withoutTasks_isFinishedAtOnce() {
    var id = rpc.jobs().submitJob(submit(0)).getJobId();
    assertThat(job(id).getState()).isEqualTo(JobState.JOB_STATE_FINISHED);
    assertThat(job(id).hasEndTime()).isTrue();
  }

  @Test
  void submitJob_taskThatNeverFits_waitsUnlessRefusalIsAskedFor() {
    rpc.agents.join("n1", 2);
    var request =
        SubmitJobRequest.newBuilder()
            .addTasks(
                TaskSpec.newBuilder()
                    .addCommand("a")
                    .setResources(Resources.newBuilder().setCores(64)));
    assertThat(rpc.jobs().submitJob(request.build()).getJobId()).isEqualTo(1);

    var before = rpc.engine.image();
    Refused.by(() -> rpc.jobs().submitJob(request.setRefuseIfNeverFits(true).build()))
        .is(FAILED_PRECONDITION, "NEVER_FITS");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void submitJob_nodeThatWouldFitIsOffline_isNotRefused() {
    rpc.agents.join("n1", 2);
    rpc.agents.lose("n1");
    var request = submit(1).toBuilder().setRefuseIfNeverFits(true).build();
    assertThat(rpc.jobs().submitJob(request).getJobId()).isEqualTo(1);
  }

  @Test
  void submitJob_submittedAlready_isRefused() {
    var id = rpc.jobs().submitJob(submit(1)).getJobId();
    var before = rpc.engine.image();
    Refused.by(() -> rpc.jobs().submitJob(SubmitJobRequest.newBuilder().setJobId(id).build()))
        .is(FAILED_PRECONDITION, "JOB_NOT_CONFIGURING")
        .with("job", "1")
        .with("state", "QUEUED");
    Refused.by(
            () ->
                rpc.jobs()
                    .addTasks(
                        AddTasksRequest.newBuilder().setJobId(id).addTasks(command("a")).build()))
        .is(FAILED_PRECONDITION, "JOB_NOT_CONFIGURING");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void anyCall_unknownJob_isNotFound() {
    var before = rpc.engine.image();
    Refused.by(() -> job(7)).is(NOT_FOUND, "JOB_NOT_FOUND").with("job", "7");
    Refused.by(() -> rpc.jobs().submitJob(SubmitJobRequest.newBuilder().setJobId(7).build()))
        .is(NOT_FOUND, "JOB_NOT_FOUND");
    Refused.by(() -> rpc.jobs().cancelJob(CancelJobRequest.newBuilder().setJobId(7).build()))
        .is(NOT_FOUND, "JOB_NOT_FOUND");
    Refused.by(
            () ->
                rpc.jobs()
                    .addTasks(
                        AddTasksRequest.newBuilder().setJobId(7).addTasks(command("a")).build()))
        .is(NOT_FOUND, "JOB_NOT_FOUND");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void anyCall_malformedJobId_isInvalid() {
    Refused.by(() -> job(0)).isInvalid("job_id");
    Refused.by(() -> job(-1)).isInvalid("job_id");
    Refused.by(() -> rpc.jobs().submitJob(SubmitJobRequest.newBuilder().setJobId(-1).build()))
        .isInvalid("job_id");
    Refused.by(() -> rpc.jobs().cancelJob(CancelJobRequest.getDefaultInstance()))
        .isInvalid("job_id");
    Refused.by(() -> rpc.jobs().addTasks(AddTasksRequest.getDefaultInstance()))
        .isInvalid("job_id", "tasks");
  }

  @Test
  void submitJob_knownJobWithTasks_isInvalid() {
    var id = create(JobSpec.newBuilder());
    var request =
        SubmitJobRequest.newBuilder()
            .setJobId(id)
            .setJob(JobSpec.newBuilder().setName("x"))
            .addTasks(command("a"));
    Refused.by(() -> rpc.jobs().submitJob(request.build())).isInvalid("job", "tasks");
  }

  @Test
  void submitAndAdd_sweep_isNotSupported() {
    var id = create(JobSpec.newBuilder());
    var before = rpc.engine.image();
    var sweep = command("a").toBuilder().setSweep(Sweep.newBuilder().setStart(1).setEnd(9)).build();
    Refused.by(
            () ->
                rpc.jobs()
                    .submitJob(
                        SubmitJobRequest.newBuilder()
                            .addTasks(command("b"))
                            .addTasks(sweep)
                            .build()))
        .is(UNIMPLEMENTED, "NOT_SUPPORTED")
        .with("field", "tasks[1].sweep");
    Refused.by(
            () ->
                rpc.jobs()
                    .addTasks(AddTasksRequest.newBuilder().setJobId(id).addTasks(sweep).build()))
        .is(UNIMPLEMENTED, "NOT_SUPPORTED");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void submitAndAdd_moreTasksThanOneCallMayAdd_isInvalid() {
    var id = create(JobSpec.newBuilder());
    var tooMany = Collections.nCopies(10_001, command("a"));
    Refused.by(
            () ->
                rpc.jobs()
                    .addTasks(
                        AddTasksRequest.newBuilder().setJobId(id).addAllTasks(tooMany).build()))
        .isInvalid("tasks");
    Refused.by(
            () -> rpc.jobs().submitJob(SubmitJobRequest.newBuilder().addAllTasks(tooMany).build()))
        .isInvalid("tasks");
    assertThat(rpc.jobs().submitJob(submit(10_000)).getTaskCount()).isEqualTo(10_000);
  }

  @Test
  void addTasks_moreThanAJobMayHave_addsNone() {
    var id = create(JobSpec.newBuilder());
    rpc.engine.apply(
        new Command.AddTasks(
            null,
            id,
            Collections.nCopies(1_000_000, io.reeve.scheduler.core.task.TaskSpec.ofCommand("a"))));
    Refused.by(
            () ->
                rpc.jobs()
                    .addTasks(
                        AddTasksRequest.newBuilder().setJobId(id).addTasks(command("a")).build()))
        .isInvalid("tasks");
    assertThat(job(id).getCounts().getConfiguring()).isEqualTo(1_000_000);
  }

  @Test
  void cancelJob_whileQueued_endsCanceled() {
    var id = rpc.jobs().submitJob(submit(2)).getJobId();
    var request = CancelJobRequest.newBuilder().setJobId(id).setMessage("why \n not").build();
    var job = rpc.jobs().cancelJob(request).getJob();
    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_CANCELED);
    assertThat(job.getMessage()).isEqualTo("why \n not");
    assertThat(job.getCounts().getCanceled()).isEqualTo(2);
    assertThat(job.getCancellation().getRequestedBy()).isEqualTo(RpcExtension.USER);
    assertThat(job.getCancellation().getGracePeriod()).isEqualTo(seconds(15));
  }

  @Test
  void cancelJob_whileRunning_isCancelingWithTheGraceAskedFor() {
    rpc.agents.join("n1", 2);
    var id = rpc.jobs().submitJob(submit(1)).getJobId();
    rpc.agents.run("1.1", "n1");
    var request = CancelJobRequest.newBuilder().setJobId(id).setGracePeriod(seconds(7)).build();
    var job = rpc.jobs().cancelJob(request).getJob();
    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_CANCELING);
    assertThat(job.getCounts().getCanceling()).isEqualTo(1);
    assertThat(job.hasStartTime()).isTrue();
    assertThat(job.getCancellation().getGracePeriod()).isEqualTo(seconds(7));
    assertThat(job.getCancellation().getDeadline().getSeconds())
        .isEqualTo(job.getCancellation().getAcceptTime().getSeconds() + 7);
  }

  @Test
  void cancelJob_gracefully_leavesRunningTasksAlone() {
    rpc.agents.join("n1", 1);
    var id = rpc.jobs().submitJob(submit(2)).getJobId();
    rpc.agents.run("1.1", "n1");
    var request =
        CancelJobRequest.newBuilder()
            .setJobId(id)
            .setGraceful(true)
            .setGracePeriod(seconds(99_999)) // ignored with graceful
            .build();
    var counts = rpc.jobs().cancelJob(request).getJob().getCounts();
    assertThat(counts.getRunning()).isEqualTo(1);
    assertThat(counts.getCanceled()).isEqualTo(1);
    rpc.agents.exited("1.1", 0);
    assertThat(job(id).getState()).isEqualTo(JobState.JOB_STATE_CANCELED);
  }

  @Test
  void cancelJob_repeatedWithForce_escalatesAtOnce() {
    rpc.agents.join("n1", 1);
    var id = rpc.jobs().submitJob(submit(1)).getJobId();
    rpc.agents.run("1.1", "n1");
    var request = CancelJobRequest.newBuilder().setJobId(id).setMessage("first").build();
    var first = rpc.jobs().cancelJob(request).getJob();
    rpc.time.advance(Duration.ofSeconds(1));
    var again = request.toBuilder().setMessage("second").build();
    assertThat(rpc.jobs().cancelJob(again).getJob()).isEqualTo(first);

    var forced = rpc.jobs().cancelJob(again.toBuilder().setForce(true).build()).getJob();
    assertThat(forced.getCancellation().getForce()).isTrue();
    assertThat(forced.getCancellation().getMessage()).isEqualTo("first");
    assertThat(forced.getCancellation().getForcedBy())
        .isEqualTo(forced.getCancellation().getRequestedBy());
    assertThat(forced.getCancellation().getForcedTime())
        .isEqualTo(forced.getCancellation().getDeadline());
  }

  @Test
  void cancelJob_inFinalState_isRefused() {
    var id = rpc.jobs().submitJob(submit(0)).getJobId();
    var before = rpc.engine.image();
    Refused.by(() -> rpc.jobs().cancelJob(CancelJobRequest.newBuilder().setJobId(id).build()))
        .is(FAILED_PRECONDITION, "JOB_ALREADY_ENDED")
        .with("job", "1")
        .with("state", "FINISHED");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void cancelJob_badFields_areAllToldAndNothingIsCanceled() {
    var id = rpc.jobs().submitJob(submit(1)).getJobId();
    var before = rpc.engine.image();
    var request =
        CancelJobRequest.newBuilder()
            .setJobId(id)
            .setMessage("x".repeat(321))
            .setForce(true)
            .setGraceful(true)
            .setRequestId("1-2-3")
            .build();
    Refused.by(() -> rpc.jobs().cancelJob(request)).isInvalid("message", "graceful", "request_id");
    var grace = CancelJobRequest.newBuilder().setJobId(id).setGracePeriod(seconds(3601)).build();
    Refused.by(() -> rpc.jobs().cancelJob(grace)).isInvalid("grace_period");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  // ---- listing ----

  private List<Long> ids(ListJobsRequest.Builder request) {
    return rpc.jobs().listJobs(request.build()).getJobsList().stream().map(Job::getId).toList();
  }

  private List<Long> allPages(ListJobsRequest.Builder request) {
    var ids = new ArrayList<Long>();
    do {
      var page = rpc.jobs().listJobs(request.build());
      page.getJobsList().forEach(job -> ids.add(job.getId()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return ids;
  }

  @Test
  void listJobs_pageByPage_givesEachOnceInOrder() {
    for (var job = 1; job <= 7; job++) {
      create(JobSpec.newBuilder().setName(job % 2 == 0 ? "even" : "odd"));
    }
    assertThat(allPages(ListJobsRequest.newBuilder().setPageSize(3)))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(allPages(ListJobsRequest.newBuilder().setPageSize(2).setNewestFirst(true)))
        .containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(allPages(ListJobsRequest.newBuilder().setPageSize(1).setName("even")))
        .containsExactly(2L, 4L, 6L);
    assertThat(ids(ListJobsRequest.newBuilder().setOwner("somebody else"))).isEmpty();
    assertThat(ids(ListJobsRequest.newBuilder().setOwner(RpcExtension.USER))).hasSize(7);
  }

  @Test
  void listJobs_lastPageIsFull_hasNoToken() {
    create(JobSpec.newBuilder());
    create(JobSpec.newBuilder());
    var page = rpc.jobs().listJobs(ListJobsRequest.newBuilder().setPageSize(2).build());
    assertThat(page.getJobsCount()).isEqualTo(2);
    assertThat(page.getNextPageToken()).isEmpty();
  }

  @Test
  void listJobs_jobsComeBetweenPages_noneMoves() {
    for (var job = 1; job <= 4; job++) {
      create(JobSpec.newBuilder());
    }
    var request = ListJobsRequest.newBuilder().setPageSize(2).setNewestFirst(true);
    var first = rpc.jobs().listJobs(request.build());
    create(JobSpec.newBuilder());
    request.setPageToken(first.getNextPageToken());
    assertThat(ids(request)).containsExactly(2L, 1L);
  }

  @Test
  void listJobs_byState_matchesOnlyThose() {
    create(JobSpec.newBuilder());
    rpc.jobs().submitJob(submit(1));
    rpc.jobs().submitJob(submit(0));
    var states = ListJobsRequest.newBuilder();
    assertThat(ids(states.addStates(JobState.JOB_STATE_FINISHED))).containsExactly(3L);
    assertThat(ids(states.addStates(JobState.JOB_STATE_CONFIGURING))).containsExactly(1L, 3L);
    var nothing = ListJobsRequest.newBuilder().addStates(JobState.JOB_STATE_UNSPECIFIED);
    assertThat(ids(nothing.addStates(JobState.JOB_STATE_EXTERNAL_VALIDATION))).isEmpty();
  }

  @Test
  void listJobs_pageSizes_areDefaultedCappedAndChecked() {
    for (var job = 0; job < 1_010; job++) {
      create(JobSpec.newBuilder());
    }
    assertThat(ids(ListJobsRequest.newBuilder())).hasSize(50);
    assertThat(ids(ListJobsRequest.newBuilder().setPageSize(1_000_000))).hasSize(1_000);
    Refused.by(() -> ids(ListJobsRequest.newBuilder().setPageSize(-1))).isInvalid("page_size");
  }

  @Test
  void listJobs_rareHitAmongMany_neverHoldsTheEngine() {
    for (var job = 0; job < 3_500; job++) {
      create(JobSpec.newBuilder());
    }
    create(JobSpec.newBuilder().setName("needle"));
    var before = rpc.engine.visits();
    assertThat(ids(ListJobsRequest.newBuilder().setName("needle"))).containsExactly(3_501L);
    assertThat(rpc.engine.visits() - before).isEqualTo(4);
  }

  @Test
  void listJobs_tokenThatIsNotOfThisQuery_isInvalid() {
    for (var job = 0; job < 5; job++) {
      create(JobSpec.newBuilder());
    }
    var request = ListJobsRequest.newBuilder().setPageSize(2);
    var token = rpc.jobs().listJobs(request.build()).getNextPageToken();
    assertThat(token).matches("[A-Za-z0-9_-]+");
    assertThat(ids(request.clone().setPageSize(1).setPageToken(token))).containsExactly(3L);
    Refused.by(() -> ids(request.clone().setPageToken(token).setNewestFirst(true)))
        .isInvalid("page_token");
    Refused.by(() -> ids(request.clone().setPageToken("1"))).isInvalid("page_token");
    Refused.by(() -> ids(request.clone().setPageToken("no token!"))).isInvalid("page_token");
    Refused.by(() -> ids(request.clone().setPageToken(token + "AAAA"))).isInvalid("page_token");
  }

  @Test
  void listJobs_unknownState_isInvalid() {
    var request = ListJobsRequest.newBuilder().addStatesValue(1).addStatesValue(99);
    Refused.by(() -> ids(request)).isInvalid("states[1]");
  }
}
