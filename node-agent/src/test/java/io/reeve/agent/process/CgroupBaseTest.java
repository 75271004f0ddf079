package io.reeve.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.process.ContainmentChoice.Mode;
import io.reeve.agent.testing.LiveNode;
import io.reeve.agent.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CgroupBaseTest {
  private static final String HYBRID =
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
  private static final String V1 = "30 31 0:20 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu";

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({
    "/, /, /sys/fs/cgroup",
    "/system.slice/reeve-agent.service, /, /sys/fs/cgroup/system.slice/reeve-agent.service",
    "/docker/1234/inner, /docker/1234, /sys/fs/cgroup/inner",
    "/docker/1234, /docker/1234, /sys/fs/cgroup"
  })
  void own_isSeenThroughTheMount(String path, String root, String seen) throws IOException {
    String mount = "41 31 0:38 " + root + " /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw";

    assertThat(CgroupBase.own(List.of("0::" + path), List.of(V1, mount))).isEqualTo(Path.of(seen));
  }

  @Test
  void own_besideVersion1_isFound() throws IOException {
    assertThat(CgroupBase.own(List.of("1:cpu:/jobs", "0::/"), List.of(V1, HYBRID)))
        .isEqualTo(Path.of("/sys/fs/cgroup/unified"));
  }

  @Test
  void own_outsideOfWhatIsMounted_isRefused() {
    String mount = "41 31 0:38 /docker/1234 /sys/fs/cgroup rw - cgroup2 cgroup2 rw";

    assertThatThrownBy(() -> CgroupBase.own(List.of("0::/docker/12345"), List.of(mount)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> CgroupBase.own(List.of("1:cpu:/"), List.of(mount)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void cgroupImpossible_autoFallsBackAndSaysWhy() throws IOException {
    assumeTrue(Files.exists(LiveNode.nativeSupervisor()), "no C compiler at build time");
    Containment fallback = containment(LiveNode.nativeSupervisor(), Mode.AUTO);

    assertThat(fallback.name()).isEqualTo("subreaper");
    assertThat(fallback.description()).startsWith("subreaper (").contains(data.toString());
  }

  @Test
  void cgroupImpossible_cgroupIsRefused() {
    assertThatThrownBy(() -> containment(LiveNode.nativeSupervisor(), Mode.CGROUP))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> containment(LiveNode.shellSupervisor(), Mode.CGROUP))
        .isInstanceOf(IOException.class);
  }

  /** With a base that is no cgroup. */
  private Containment containment(Path supervisor, Mode mode) throws IOException {
    ContainmentChoice choice = new ContainmentChoice(mode, Optional.of(data));
    try (SupervisedProcessControl control =
        new SupervisedProcessControl(data.resolve("agent"), supervisor, new TestClock(), choice)) {
      return control.containment();
    }
  }
}
