package io.reeve.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.reeve.client.Json;
import io.reeve.proto.v1.CancelTaskResponse;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.Event;
import io.reeve.proto.v1.ExplainTaskResponse;
import io.reeve.proto.v1.GetClusterResponse;
import io.reeve.proto.v1.Job;
import io.reeve.proto.v1.Node;
import io.reeve.proto.v1.NodeOrphan;
import io.reeve.proto.v1.Orphan;
import io.reeve.proto.v1.Parameter;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.Task;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Nothing a message carries is lost on the way to a value and back. */
final class RoundTripTest {
  private static final int CASES = 400;

  @Test
  void task_keepsEverything() {
    check(Task.getDefaultInstance(), m -> TaskConverter.proto(TaskConverter.model(m)));
  }

  @Test
  void job_keepsEverything() {
    check(Job.getDefaultInstance(), m -> JobConverter.proto(JobConverter.model(m)));
  }

  @Test
  void node_keepsEverything() {
    check(
        Node.getDefaultInstance(),
        m -> {
          Node.Builder back = NodeConverter.proto(NodeConverter.model(m)).toBuilder();
          for (int i = 0; i < m.getResiduesCount(); i++) {
            if (!m.getResidues(i).hasResidue()) { // the server always sets it
              back.getResiduesBuilder(i).clearResidue();
            }
          }
          return back.build();
        });
  }

  @Test
  void orphan_keepsEverything() {
    check(
        Orphan.getDefaultInstance(),
        m -> {
          NodeOrphan found = NodeOrphan.newBuilder().setNode("n1").setOrphan(m).build();
          return NodeConverter.proto(NodeConverter.model(found)).getOrphan();
        });
  }

  @Test
  void cluster_keepsEverything() {
    check(
        GetClusterResponse.getDefaultInstance(),
        m -> ClusterConverter.proto(ClusterConverter.model(m)));
  }

  @Test
  void parameter_keepsEverything() {
    check(Parameter.getDefaultInstance(), m -> ClusterConverter.proto(ClusterConverter.model(m)));
  }

  @Test
  void event_keepsEverything() {
    check(Event.getDefaultInstance(), m -> EventConverter.proto(EventConverter.model(m)));
  }

  @Test
  void explanation_keepsEverything() {
    check(
        ExplainTaskResponse.getDefaultInstance(),
        m -> ExplanationConverter.proto(ExplanationConverter.model(m)));
  }

  @Test
  void submission_keepsEverything() {
    check(SubmitJobRequest.getDefaultInstance(), m -> JobConverter.proto(JobConverter.model(m)));
  }

  @Test
  void outcome_keepsEverything() {
    check(
        CancelTaskResponse.getDefaultInstance(),
        m -> CancelConverter.proto(CancelConverter.model(m)));
  }

  @Test
  void report_keepsResults_andJoinsCounts() {
    check(
        CancelTasksResponse.getDefaultInstance(),
        m -> {
          CancelTasksResponse back = CancelConverter.proto(CancelConverter.model(m));
          assertThat(back.getCountsList().stream().mapToLong(c -> c.getCount()).sum())
              .isEqualTo(m.getCountsList().stream().mapToLong(c -> c.getCount()).sum());
          return back.toBuilder().clearCounts().addAllCounts(m.getCountsList()).build();
        });
  }

  @Test
  void taskJson_isThatOfTheMessage() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      Task message = new RandomMessages(seed).next(Task.getDefaultInstance());
      String json = Json.print(TaskConverter.model(message));
      Task.Builder read = Task.newBuilder();
      JsonFormat.parser().merge(json, read);
      assertThat(read.build()).as("seed %s", seed).isEqualTo(message);
      assertThat(Json.task(json)).isEqualTo(TaskConverter.model(message));
    }
  }

  private static <M extends Message> void check(M type, UnaryOperator<M> thereAndBack) {
    for (int seed = 0; seed < CASES; seed++) {
      M message = new RandomMessages(seed).next(type);
      assertThat(thereAndBack.apply(message)).as("seed %s", seed).isEqualTo(message);
    }
  }
}
