package io.reeve.scheduler.rpc.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.reeve.proto.v1.ExitCodeRange;
import io.reeve.proto.v1.ExitStatus;
import io.reeve.proto.v1.JobSpec;
import io.reeve.proto.v1.Resources;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.TaskSpec;
import io.reeve.scheduler.core.task.ExitEvidence;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpecsTest {
  private static final TaskSpec FULL =
      TaskSpec.newBuilder()
          .setName("name")
          .addCommand("cmd")
          .addCommand("")
          .putEnv("A", "1")
          .putEnv("B", "")
          .setWorkDir("/w")
          .setStdinPath("in")
          .setStdoutPath("out")
          .setStderrPath("err")
          .setResources(Resources.newBuilder().setCores(3).setMemoryBytes(9).putNamed("gpu", 2))
          .setGracePeriod(Duration.newBuilder().setSeconds(5).setNanos(7))
          .setTimeLimit(Duration.newBuilder().setSeconds(60))
          .setRerunnable(false)
          .addValidExitCodes(ExitCodeRange.newBuilder().setFirst(1).setLast(2))
          .setStopSignal("SIGINT")
          .build();

  @Test
  void taskSpec_withEverything_comesBackAsItWas() {
    assertThat(FULL.getAllFields().keySet())
        .as("all fields but sweep, which is not supported")
        .hasSize(TaskSpec.getDescriptor().getFields().size() - 1);
    assertThat(TaskSpecs.toProto(TaskSpecs.toCore(FULL))).isEqualTo(FULL);
    var core = TaskSpecs.toCore(FULL);
    assertThat(TaskSpecs.toCore(TaskSpecs.toProto(core))).isEqualTo(core);
  }

  @Test
  void taskSpec_withACommandOnly_getsTheDefaults() {
    var core = TaskSpecs.toCore(TaskSpec.newBuilder().addCommand("a").build());
    assertThat(core).isEqualTo(io.reeve.scheduler.core.task.TaskSpec.ofCommand("a"));
    assertThat(TaskSpecs.toCore(TaskSpecs.toProto(core))).isEqualTo(core);
  }

  @Test
  void jobSpec_bothWays_agrees() {
    var full =
        JobSpec.newBuilder()
            .setName("n")
            .setPriority(0)
            .setGracePeriod(Duration.newBuilder().setSeconds(1))
            .setFailOnTaskFailure(true)
            .setProject("p")
            .build();
    assertThat(full.getAllFields()).hasSize(JobSpec.getDescriptor().getFields().size());
    assertThat(JobSpecs.toProto(JobSpecs.toCore(full))).isEqualTo(full);
    assertThat(JobSpecs.toCore(JobSpec.getDefaultInstance()))
        .isEqualTo(io.reeve.scheduler.core.job.JobSpec.DEFAULT);
  }

  @Test
  void idsAndTimes_bothWays_agree() {
    var ref = TaskRef.newBuilder().setJobId(1L << 40).setTaskId(2).setSubtaskId(3).build();
    assertThat(TaskIds.toProto(TaskIds.toCore(ref))).isEqualTo(ref);
    for (var time : new Instant[] {Instant.EPOCH, Instant.parse("2026-01-01T00:00:00.123456Z")}) {
      assertThat(Times.toCore(Times.toProto(time))).isEqualTo(time);
    }
    var span = java.time.Duration.ofSeconds(3, 4);
    assertThat(Times.toCore(Times.toProto(span))).isEqualTo(span);
  }

  @Test
  void exitStatus_ofEachKind_setsExactlyOneEvidence() {
    assertThat(Evidence.toProto(new ExitEvidence.Exited(0)))
        .isEqualTo(ExitStatus.newBuilder().setCode(0).build());
    assertThat(Evidence.toProto(new ExitEvidence.Signaled(11, "SIGSEGV", true)))
        .isEqualTo(
            ExitStatus.newBuilder()
                .setSignal(11)
                .setSignalName("SIGSEGV")
                .setCoreDumped(true)
                .build());
    assertThat(Evidence.toProto(new ExitEvidence.Unknown("reboot")))
        .isEqualTo(ExitStatus.newBuilder().setUnknown("reboot").build());
  }

  @Test
  void fingerprint_ofEqualRequests_isEqualWhateverTheOrderOfMaps() {
    var one = TaskSpec.newBuilder();
    var other = TaskSpec.newBuilder();
    for (var key = 0; key < 50; key++) {
      one.putEnv("k" + key, "v");
      other.putEnv("k" + (49 - key), "v");
    }
    assertThat(Fingerprints.of(one.build())).isEqualTo(Fingerprints.of(other.build()));
    assertThat(Fingerprints.of(one.setName("x").build()))
        .isNotEqualTo(Fingerprints.of(other.build()));
    assertThat(Fingerprints.of(one.build(), "name")).isEqualTo(Fingerprints.of(other.build()));
    assertThat(Fingerprints.of(JobSpec.getDefaultInstance()))
        .isNotEqualTo(Fingerprints.of(TaskSpec.getDefaultInstance()));
  }

  @Test
  void fingerprint_isTheSameInEveryVersion() {
    // Remembered in the log for a day: another value would refuse retries over an upgrade.
    assertThat(Fingerprints.of(FULL)).isEqualTo(FULL_FINGERPRINT);
  }

  private static final int FULL_FINGERPRINT = -2090943040;
}
