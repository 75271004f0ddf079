package io.reeve.scheduler.rpc;

import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.get;
import static io.reeve.scheduler.rpc.Requests.refs;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.GetClusterRequest;
import io.reeve.proto.v1.ListTasksRequest;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.engine.EngineException;
import io.reeve.scheduler.engine.EventFeed;
import io.reeve.scheduler.rpc.error.TestErrors;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTroubleTest {
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean full = new AtomicBoolean();

  @RegisterExtension
  final RpcExtension rpc =
      new RpcExtension()
          .around(BreakableEngine::new)
          .answeringOn(
              task -> {
                if (full.get()) {
                  throw new RejectedExecutionException("full");
                }
                task.run();
              });

  /** Fails in the way that nobody foresaw, when told to. */
  private final class BreakableEngine implements Engine {
    private final Engine engine;

    BreakableEngine(Engine engine) {
      this.engine = engine;
    }

    @Override
    public <R> CompletionStage<R> submit(
        Command command, BiFunction<ClusterView, Reply, R> answer) {
      if (broken.get()) {
        throw new IllegalStateException("secret: broken in the handler");
      }
      return engine.submit(command, answer);
    }

    @Override
    public <R> CompletionStage<R> read(Function<ClusterView, R> question) {
      return engine.read(
          view -> {
            if (broken.get()) {
              throw new IllegalStateException("secret: broken on the engine thread");
            }
            return question.apply(view);
          });
    }

    @Override
    public Wait awaitTasks(Collection<TaskId> tasks) {
      return engine.awaitTasks(tasks);
    }

    @Override
    public Wait awaitJob(long job) {
      return engine.awaitJob(job);
    }

    @Override
    public EventFeed events() {
      return engine.events();
    }

    @Override
    public CommandLog.Role role() {
      return engine.role();
    }
  }

  private static Status.Code codeOf(EngineException.Kind kind) {
    return switch (kind) {
      case NOT_READY, OUTCOME_UNKNOWN -> Status.Code.UNAVAILABLE;
      case QUEUE_FULL, LOG_UNWRITABLE -> Status.Code.RESOURCE_EXHAUSTED;
    };
  }

  private static String reasonOf(EngineException.Kind kind) {
    return kind == EngineException.Kind.NOT_READY ? "HEAD_NOT_READY" : kind.name();
  }

  @ParameterizedTest
  @EnumSource(EngineException.Kind.class)
  void mutation_engineRefuses_saysWhy(EngineException.Kind kind) {
    rpc.jobs().submitJob(submit(1));
    rpc.engine.refuse(kind);
    Refused.by(() -> rpc.jobs().submitJob(submit(1))).is(codeOf(kind), reasonOf(kind));
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.1"))).is(codeOf(kind), reasonOf(kind));
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineException.Kind.class,
      names = {"NOT_READY", "QUEUE_FULL"})
  void read_engineRefuses_saysWhy(EngineException.Kind kind) {
    rpc.engine.refuse(kind);
    Refused.by(() -> rpc.tasks().getTask(get("1.1"))).is(codeOf(kind), reasonOf(kind));
    Refused.by(
            () ->
                rpc.tasks()
                    .listTasks(ListTasksRequest.newBuilder().setSelector(refs("1.1")).build()))
        .is(codeOf(kind), reasonOf(kind));
    Refused.by(() -> rpc.cluster().getCluster(GetClusterRequest.getDefaultInstance()))
        .is(codeOf(kind), reasonOf(kind));
  }

  @Test
  void anyCall_somethingUnforeseen_isAnIncidentAndTellsNothingElse() {
    broken.set(true);
    var incident = TestErrors.INCIDENT.toString();
    Refused.by(() -> rpc.jobs().submitJob(submit(1)))
        .is(Status.Code.INTERNAL, "INTERNAL")
        .with("incident", incident);
    var refused = Refused.by(() -> rpc.tasks().getTask(get("1.1")));
    refused.is(Status.Code.INTERNAL, "INTERNAL").with("incident", incident);
    assertThat(refused.metadata()).hasSize(1);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> rpc.tasks().getTask(get("1.1")))
        .hasMessageNotContaining("secret");
  }

  @Test
  void longAnswers_tooManyWait_readIsRefusedAndAMutationIsAnsweredAllTheSame() {
    rpc.jobs().submitJob(submit(2));
    full.set(true);
    Refused.by(
            () ->
                rpc.tasks()
                    .listTasks(ListTasksRequest.newBuilder().setSelector(refs("1.1")).build()))
        .is(Status.Code.RESOURCE_EXHAUSTED, "QUEUE_FULL");
    var canceled =
        rpc.tasks().cancelTasks(CancelTasksRequest.newBuilder().setSelector(refs("1.1")).build());
    assertThat(canceled.getResultsCount()).isEqualTo(1);
  }
}
