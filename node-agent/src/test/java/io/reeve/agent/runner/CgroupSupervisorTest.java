package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.EndReport;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.TestCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All that holds of the C supervisor, with programs in cgroups. */
class CgroupSupervisorTest extends NativeSupervisorTest {
  @BeforeAll
  static void needsCgroups() {
    assumeTrue(TestCgroups.top().isPresent(), "no cgroup version 2 that we may write to");
  }

  @Override
  ContainmentChoice containment() {
    return TestCgroups.choice();
  }

  @Test
  void program_isBornInItsCgroup_whichGoesWithIt() throws IOException {
    node.start(command(ID, "cat", "/proc/self/cgroup"));

    EndReport report = node.awaitEnded(ID);

    assertThat(Files.readAllLines(Path.of(report.stdout())))
        .anyMatch(line -> line.startsWith("0::") && line.endsWith("/" + ID));
    assertThat(report.killRecord().orElseThrow().containment()).isEqualTo("cgroup-v2");
    assertThat(TestCgroups.of(data)).isEmpty();
  }
}
