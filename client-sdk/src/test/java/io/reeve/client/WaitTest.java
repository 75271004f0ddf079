package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskState;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WaitTaskResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WaitTest {
  private static final TaskId TASK = TaskId.of(1, 1);

  @RegisterExtension final GrpcResources grpc = new GrpcResources();
  private final FakeTasks tasks = new FakeTasks();

  @Test
  void wait_acrossAnUnavailableHead_goesOn() {
    grpc.serve("head", tasks);
    for (int i = 0; i < 400; i++) {
      tasks.errors.add(TestErrors.unavailable()); // much longer than one call's deadline
    }
    CompletableFuture<Task> answer =
        grpc.client("head").tasks().waitForAsync(TASK, Duration.ofMinutes(10));
    grpc.time.advance(Duration.ofSeconds(30));
    assertThat(answer).isNotDone();
    grpc.time.advance(Duration.ofSeconds(10));
    assertThat(answer.join().state()).isEqualTo(TaskState.FINISHED);
  }

  @Test
  void wait_notDoneYet_asksAgain() {
    grpc.serve("head", tasks);
    tasks.waitsUntilDone = 3;
    Task task = grpc.client("head").tasks().waitFor(TASK, Duration.ofMinutes(1));
    assertThat(task.state()).isEqualTo(TaskState.FINISHED);
    assertThat(tasks.waits).hasSize(4);
    assertThat(tasks.waits.get(0).getTimeout().getSeconds()).isEqualTo(30);
  }

  @Test
  void wait_zeroTimeout_looksOnce() {
    grpc.serve("head", tasks);
    tasks.waitsUntilDone = 1;
    assertThatThrownBy(() -> grpc.client("head").tasks().waitFor(TASK, Duration.ZERO))
        .isInstanceOf(TimedOutException.class);
    assertThat(tasks.waits).hasSize(1);
  }

  @Test
  void wait_headGoneForTheWholeTimeout_isUnreachable() {
    CompletableFuture<Task> answer =
        grpc.client("nobody").tasks().waitForAsync(TASK, Duration.ofSeconds(20));
    grpc.time.advance(Duration.ofSeconds(60));
    assertThatThrownBy(answer::join).hasCauseInstanceOf(UnreachableException.class);
  }

  @Test
  void wait_unknownTask_failsAtOnce() {
    grpc.serve("head", tasks);
    tasks.errors.add(TestErrors.of(Status.Code.NOT_FOUND, "TASK_NOT_FOUND", Map.of()));
    assertThatThrownBy(() -> grpc.client("head").tasks().waitFor(TASK, Duration.ofMinutes(1)))
        .isInstanceOf(NotFoundException.class);
    assertThat(tasks.waits).hasSize(1);
  }

  @Test
  void wait_moreThanAThousand_isSplitAndKeepsTheOrder() {
    grpc.serve("head", tasks);
    List<TaskId> ids = IntStream.rangeClosed(1, 2500).mapToObj(i -> TaskId.of(1, i)).toList();
    List<Task> ended = grpc.client("head").tasks().waitFor(ids, Duration.ofMinutes(1));
    assertThat(ended.stream().map(Task::id)).containsExactlyElementsOf(ids);
    assertThat(tasks.waits).hasSize(3);
  }

  @Test
  void wait_timedOutInALaterSlice_namesTheTimeThatWasAsked() {
    FakeTasks slow =
        new FakeTasks() {
          @Override
          public void waitTask(WaitTaskRequest request, StreamObserver<WaitTaskResponse> out) {
            grpc.time.advance(Duration.ofMillis(200));
            waitsUntilDone = waits.size();
            super.waitTask(request, out);
          }
        };
    grpc.serve("head", slow);
    List<TaskId> ids = IntStream.rangeClosed(1, 1500).mapToObj(i -> TaskId.of(1, i)).toList();
    Duration asked = Duration.ofMillis(300);
    assertThatThrownBy(() -> grpc.client("head").tasks().waitFor(ids, asked))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(asked.toString()); // the number is what the caller knows
  }

  @Test
  void wait_forNothing_isOverAtOnce() {
    assertThat(grpc.client("nobody").tasks().waitFor(List.of(), Duration.ZERO)).isEmpty();
  }
}
