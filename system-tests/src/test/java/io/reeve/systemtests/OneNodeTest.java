package io.reeve.systemtests;

import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.Task;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSpec;
import io.reeve.client.model.TaskState;
import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import io.reeve.testing.Until;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of its own for each test: a head node and one agent, to be killed and restarted. */
abstract class OneNodeTest {
  static final Duration BOUND = Duration.ofSeconds(60);

  LoopbackCluster cluster;
  @TempDir Path dir;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = LoopbackCluster.withAgent(Distribution.home(), 4);
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster.close();
  }

  final TaskId submit(TaskSpec.Builder spec) {
    return cluster.client().jobs().submit(JobSubmission.of(spec.build())).task(1);
  }

  final void awaitState(TaskId task, TaskState state) {
    Until.holds(task + " is " + state, () -> cluster.client().tasks().get(task).state() == state);
  }

  static KillRecord kill(Task task) {
    return task.lastAttempt().orElseThrow().killRecord().orElseThrow();
  }
}
