package io.reeve.scheduler.rpc;

import static io.grpc.Status.Code.NOT_FOUND;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.GetClusterRequest;
import io.reeve.proto.v1.GetParametersRequest;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.JobStateCount;
import io.reeve.proto.v1.Parameter;
import io.reeve.proto.v1.SetParametersRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterServiceTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private List<Parameter> set(Map<String, String> values) {
    return rpc.cluster()
        .setParameters(SetParametersRequest.newBuilder().putAllValues(values).build())
        .getParametersList();
  }

  private List<Parameter> get(String... names) {
    return rpc.cluster()
        .getParameters(GetParametersRequest.newBuilder().addAllNames(List.of(names)).build())
        .getParametersList();
  }

  @Test
  void getCluster_withSomeLife_countsIt() {
    rpc.agents.join("n1", 4);
    rpc.agents.join("n2", 8);
    rpc.contacts.disconnect("n2");
    rpc.jobs().submitJob(submit(3));
    rpc.jobs().submitJob(submit(0));
    rpc.agents.run("1.1", "n1");
    var cluster = rpc.cluster().getCluster(GetClusterRequest.getDefaultInstance());
    assertThat(cluster.getName()).isEqualTo("test");
    assertThat(cluster.getVersion()).isEqualTo("0.1.0");
    assertThat(cluster.getLeader()).isEqualTo("head-1");
    assertThat(cluster.getTerm()).isEqualTo(3);
    assertThat(cluster.getReadyTime().getSeconds()).isEqualTo(RpcExtension.READY.getEpochSecond());
    assertThat(cluster.getJobsList())
        .containsExactlyInAnyOrder(
            JobStateCount.newBuilder().setState(JobState.JOB_STATE_RUNNING).setCount(1).build(),
            JobStateCount.newBuilder().setState(JobState.JOB_STATE_FINISHED).setCount(1).build());
    assertThat(cluster.getTasks().getQueued()).isEqualTo(2);
    assertThat(cluster.getTasks().getRunning()).isEqualTo(1);
    assertThat(cluster.getNodes()).isEqualTo(2);
    assertThat(cluster.getNodesReady()).isEqualTo(1);
    assertThat(cluster.getCores()).isEqualTo(4);
    assertThat(cluster.getCoresUsed()).isEqualTo(1);
    assertThat(cluster.getEventNumber()).isEqualTo(rpc.engine.view().lastEvent());
    assertThat(cluster.getCountersMap()).containsEntry("stale_reports", 2L);
  }

  @Test
  void getParameters_allOrNamed_byNameWhateverTheCase() {
    assertThat(get())
        .extracting(Parameter::getName)
        .containsExactly(
            "HeartbeatInterval", "InactivityCount", "TaskCancelGracePeriod", "TaskRetryCount");
    var named = get("taskretrycount", "TASKRETRYCOUNT", "InactivityCount");
    assertThat(named)
        .extracting(Parameter::getName)
        .containsExactly("InactivityCount", "TaskRetryCount");
    assertThat(named.get(1).getValue()).isEqualTo("3");
    assertThat(named.get(1).getDefaultValue()).isEqualTo("3");
    assertThat(named.get(1).getDescription()).isNotBlank();
  }

  @Test
  void getParameters_unknown_isNotFoundWithTheNearest() {
    Refused.by(() -> get("TaskRetryCoun"))
        .is(NOT_FOUND, "PARAMETER_NOT_FOUND")
        .with("parameter", "TaskRetryCoun")
        .with("nearest", "TaskRetryCount");
  }

  @Test
  void setParameters_valuesAndDefaults_countFromThenOn() {
    assertThat(set(Map.of("taskcancelgraceperiod", "1m30s", "InactivityCount", "5")))
        .filteredOn(parameter -> !parameter.getValue().equals(parameter.getDefaultValue()))
        .extracting(Parameter::getName, Parameter::getValue)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("InactivityCount", "5"),
            org.assertj.core.groups.Tuple.tuple("TaskCancelGracePeriod", "90s"));
    assertThat(set(Map.of("InactivityCount", "")).get(1).getValue()).isEqualTo("3");
  }

  @Test
  void setParameters_oneRefused_setsNone() {
    var before = rpc.engine.image();
    Refused.by(() -> set(Map.of("TaskRetryCount", "7", "NoSuchThing", "1")))
        .is(NOT_FOUND, "PARAMETER_NOT_FOUND")
        .with("parameter", "NoSuchThing");
    Refused.by(
            () ->
                set(
                    Map.of(
                        "TaskRetryCount", "-1",
                        "InactivityCount", "many",
                        "HeartbeatInterval", "30s",
                        "TaskCancelGracePeriod", "213503982334601d")))
        .isInvalid(
            "values[TaskRetryCount]", "values[InactivityCount]", "values[TaskCancelGracePeriod]");
    Refused.by(() -> set(Map.of())).isInvalid("values");
    Refused.by(() -> set(Map.of("TaskRetryCount", "1", "taskretrycount", "2")))
        .isInvalid("values[taskretrycount]");
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void setParameters_durationThatOverflows_isRefused() {
    var before = rpc.engine.image();
    // 999999999999d as milliseconds wraps around a long more than once
    for (var value : List.of("999999999999d", "213503982334d601m", "99999999999h99999999999h")) {
      Refused.by(() -> set(Map.of("TaskCancelGracePeriod", value)))
          .isInvalid("values[TaskCancelGracePeriod]");
    }
    assertThat(rpc.engine.image()).isEqualTo(before);
  }
}
