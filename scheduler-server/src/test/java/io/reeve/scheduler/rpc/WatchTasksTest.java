package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.ref;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.Cause;
import io.reeve.proto.v1.Event;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WatchTasksRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchTasksTest {
  private static final int HELD = 2_000;

  @RegisterExtension
  final RpcExtension rpc = new RpcExtension(new RpcSettings(RpcExtension.USER, 3, 5, 100), HELD);

  private Watcher watch(WatchTasksRequest.Builder request) {
    return Watcher.open(rpc.channel, request);
  }

  private static WatchTasksRequest.Builder all() {
    return WatchTasksRequest.newBuilder();
  }

  private long newest() {
    return rpc.engine.view().lastEvent();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void watch_fromNow_beginsWithTheNewestNumberAndThenTellsEachEventOnce() {
    rpc.jobs().submitJob(submit(1));
    var newest = newest();
    var watcher = watch(all()).eager();
    assertThat(watcher.responses()).hasSize(1);
    assertThat(watcher.responses().get(0).hasEvent()).isFalse();
    assertThat(watcher.responses().get(0).getNewestEvent()).isEqualTo(newest);

    rpc.tasks().cancelTask(cancel("1.1"));
    assertThat(watcher.numbers()).isEqualTo(range(newest + 1, newest()));
    var task = watcher.events().get(0);
    assertThat(task.getTask().getTask()).isEqualTo(ref("1.1"));
    assertThat(task.getTask().getPreviousState()).isEqualTo(TaskState.TASK_STATE_QUEUED);
    assertThat(task.getTask().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
    assertThat(task.getTask().getCause()).isEqualTo(Cause.CAUSE_CANCELED);
    var last = watcher.events().get(watcher.events().size() - 1);
    assertThat(last.getJob().getState()).isEqualTo(JobState.JOB_STATE_FINISHED);
    assertThat(last.getJob().getPreviousState()).isEqualTo(JobState.JOB_STATE_FINISHING);
  }

  @Test
  void watch_aWholeLife_tellsExitAndNode() {
    rpc.agents.join("n1", 1);
    var watcher = watch(all().setFinalOnly(true)).eager();
    rpc.jobs().submitJob(submit(1));
    rpc.agents.run("1.1", "n1");
    rpc.agents.exited("1.1", 3);
    assertThat(watcher.events()).hasSize(2);
    var end = watcher.events().get(0).getTask();
    assertThat(end.getExit().getCode()).isEqualTo(3);
    assertThat(end.getNode()).isEqualTo("n1");
    assertThat(end.getAttempt()).isEqualTo(1);
    assertThat(end.getMessage()).isNotEmpty();
    assertThat(watcher.events().get(1).getJob().getState()).isEqualTo(JobState.JOB_STATE_FAILED);
  }

  @Test
  void watch_resumed_tellsEverythingAfterTheNumberExactlyOnce() {
    var watcher = watch(all()).eager();
    rpc.jobs().submitJob(submit(10));
    var seen = new ArrayList<>(watcher.numbers());
    watcher.hangUp();
    rpc.jobs().submitJob(submit(10));
    var last = seen.get(seen.size() - 1);
    var resumed = watch(all().setAfterEvent(last)).eager();
    assertThat(resumed.responses().get(0).getNewestEvent()).isEqualTo(last);
    rpc.jobs().submitJob(submit(10));
    seen.addAll(resumed.numbers());
    assertThat(seen).isEqualTo(range(1, newest()));
  }

  @Test
  void watch_afterZero_beginsWithTheFirstEventEver() {
    rpc.jobs().submitJob(submit(2));
    assertThat(watch(all().setAfterEvent(0)).eager().numbers()).isEqualTo(range(1, newest()));
  }

  @Test
  void watch_numberNotHeldAnyMore_isGone() {
    rpc.jobs().submitJob(submit(HELD));
    var newest = newest();
    assertThat(newest).isGreaterThan(HELD + 1);
    for (var after : new long[] {0, newest - HELD - 1}) {
      Refused.of(watch(all().setAfterEvent(after)).eager().error())
          .is(OUT_OF_RANGE, "EVENTS_GONE")
          .with("oldest", Long.toString(newest - HELD + 1))
          .with("newest", Long.toString(newest));
    }
    assertThat(watch(all().setAfterEvent(newest - HELD)).eager().numbers())
        .isEqualTo(range(newest - HELD + 1, newest));
  }

  @Test
  void watch_afterARestart_resumesOnlyFromTheNewest() {
    rpc.jobs().submitJob(submit(2));
    rpc.engine.events().forget();
    var newest = newest();
    Refused.of(watch(all().setAfterEvent(newest - 1)).eager().error())
        .is(OUT_OF_RANGE, "EVENTS_GONE")
        .with("oldest", Long.toString(newest + 1));
    assertThat(watch(all().setAfterEvent(newest)).eager().isOpen()).isTrue();
  }

  @Test
  void watch_numberBeyondTheNewest_isOutOfRange() {
    rpc.jobs().submitJob(submit(1));
    Refused.of(watch(all().setAfterEvent(newest() + 1)).eager().error())
        .is(OUT_OF_RANGE, "EVENTS_GONE");
    Refused.of(watch(all().setAfterEvent(Long.MAX_VALUE)).eager().error())
        .is(OUT_OF_RANGE, "EVENTS_GONE");
  }

  @Test
  void watch_slowReader_getsEverythingAsLongAsItIsHeld() {
    var watcher = watch(all()).take(1);
    rpc.jobs().submitJob(submit(300));
    assertThat(watcher.responses()).hasSize(1);
    while (watcher.numbers().size() < newest()) {
      watcher.take(7);
    }
    assertThat(watcher.numbers()).isEqualTo(range(1, newest()));
  }

  @Test
  void watch_readerFallsBehindWhatIsHeld_isToldFromWhereToResume() {
    var watcher = watch(all()).take(1);
    rpc.jobs().submitJob(submit(3));
    watcher.take(2);
    rpc.jobs().submitJob(submit(HELD));
    watcher.eager();
    var refused = Refused.of(watcher.error()).is(RESOURCE_EXHAUSTED, "WATCHER_TOO_SLOW");
    var last = Long.parseLong(refused.metadata().get("last"));
    assertThat(watcher.numbers()).isEqualTo(range(1, last));
    assertThat(rpc.watches.open()).isZero();
  }

  @Test
  void watch_readerStops_nothingIsQueuedForIt() {
    var watcher = watch(all()).take(1);
    while (newest() <= HELD) {
      rpc.jobs().submitJob(submit(1)); // few events each: an eager reader would get them all
    }
    assertThat(rpc.watches.open()).isZero();
    watcher.eager();
    Refused.of(watcher.error())
        .is(RESOURCE_EXHAUSTED, "WATCHER_TOO_SLOW")
        .with("last", Integer.toString(watcher.events().size()));
    assertThat(watcher.events()).hasSizeLessThan(300);
  }

  @Test
  void watch_byJobs_tellsTheirTasksAndThemselves() {
    rpc.jobs().submitJob(submit(1));
    rpc.jobs().submitJob(submit(1));
    var watcher = watch(all().addJobIds(2).addJobIds(2)).eager();
    rpc.tasks().cancelTask(cancel("1.1"));
    rpc.tasks().cancelTask(cancel("2.1"));
    assertThat(watcher.events())
        .isNotEmpty()
        .allMatch(
            event ->
                event.hasTask()
                    ? event.getTask().getTask().getJobId() == 2
                    : event.getJob().getJobId() == 2);
    assertThat(watcher.events()).anyMatch(Event::hasJob).anyMatch(Event::hasTask);
  }

  @Test
  void watch_byTasks_leavesOutJobEvents() {
    rpc.jobs().submitJob(submit(2));
    var watcher = watch(all().addTasks(ref("1.2"))).eager();
    rpc.tasks().cancelTask(cancel("1.1"));
    rpc.tasks().cancelTask(cancel("1.2"));
    assertThat(watcher.events())
        .extracting(event -> event.getTask().getTask())
        .containsExactly(ref("1.2"));
    var none = watch(all().addTasks(ref("1.2")).addJobIds(1).setAfterEvent(0).setFinalOnly(true));
    assertThat(none.eager().events()).hasSize(1);
  }

  @Test
  void watch_nodeEvents_areNotTold() {
    var watcher = watch(all()).eager();
    rpc.agents.join("n1", 1);
    assertThat(newest()).isPositive();
    assertThat(watcher.events()).isEmpty();
  }

  @Test
  void watch_unknownOrMalformed_isRefused() {
    rpc.jobs().submitJob(submit(1));
    Refused.of(watch(all().addJobIds(1).addJobIds(9)).eager().error())
        .is(NOT_FOUND, "JOB_NOT_FOUND")
        .with("job", "9");
    Refused.of(watch(all().addTasks(ref("9.1"))).eager().error()).is(NOT_FOUND, "JOB_NOT_FOUND");
    Refused.of(watch(all().addJobIds(0).addTasks(ref("1.0")).setAfterEvent(-1)).eager().error())
        .isInvalid("job_ids[0]", "tasks[0].task_id", "after_event");
    Refused.of(watch(all().addAllTasks(Collections.nCopies(1_001, ref("1.1")))).eager().error())
        .isInvalid("tasks");
    assertThat(rpc.watches.open()).isZero();
  }

  @Test
  void watch_callerHangsUp_leavesNothing() {
    var watcher = watch(all()).eager();
    assertThat(rpc.watches.open()).isEqualTo(1);
    watcher.hangUp();
    assertThat(rpc.watches.open()).isZero();
  }

  @Test
  void watch_tooManyOpen_refusesTheNextOnly() {
    var open = List.of(watch(all()).eager(), watch(all()).eager(), watch(all()).eager());
    Refused.of(watch(all()).eager().error())
        .is(RESOURCE_EXHAUSTED, "QUEUE_FULL")
        .with("limit", "3");
    open.get(0).hangUp();
    var next = watch(all()).eager();
    rpc.jobs().submitJob(submit(1));
    assertThat(next.numbers()).isEqualTo(range(1, newest()));
    assertThat(open.get(1).numbers()).isEqualTo(range(1, newest()));
  }

  @Test
  void watch_engineNotReady_isRefused() {
    rpc.engine.stop();
    Refused.of(watch(all()).eager().error()).is(UNAVAILABLE, "HEAD_NOT_READY");
    assertThat(rpc.watches.open()).isZero();
  }

  @Test
  void watch_headStops_endsEveryWatchAndOpensNoOther() {
    var watcher = watch(all()).eager();
    rpc.watches.close();
    Refused.of(watcher.error()).is(UNAVAILABLE, "HEAD_NOT_READY");
    Refused.of(watch(all()).eager().error()).is(UNAVAILABLE, "HEAD_NOT_READY");
  }
}
