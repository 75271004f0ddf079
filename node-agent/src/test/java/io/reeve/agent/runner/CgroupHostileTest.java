package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.LiveNode;
import io.reeve.agent.testing.TestCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hostile programs in cgroups. */
class CgroupHostileTest extends HostileProgramContract {
  @BeforeAll
  static void needsCgroups() {
    assumeTrue(TestCgroups.top().isPresent(), "no cgroup version 2 that we may write to");
  }

  @Override
  ContainmentChoice containment() {
    return TestCgroups.choice();
  }

  @Test
  void supervisor_killed_missesNobody() throws IOException {
    endOfFamilyWithoutSupervisor("family");

    assertThat(program.alive()).isEmpty();
    assertThat(TestCgroups.of(data)).isEmpty();
  }

  @Test
  void supervisor_killed_missesNoneWhoseFirstThreadEnded() throws IOException {
    endOfFamilyWithoutSupervisor("ghosts");

    assertThat(program.alive()).isEmpty();
    assertThat(TestCgroups.of(data)).isEmpty();
  }

  @Test
  void processMovedIn_isEndedWithTheTask() throws Exception {
    Path go = data.resolve("go");
    node.start(shell(ID, "while [ ! -e " + go + " ]; do sleep 0.01; done; exit 3"));
    node.awaitStarted(ID);
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Path own = TestCgroups.of(data).get(1);
      Files.writeString(
          own.resolve("cgroup.procs"), Long.toString(stranger.pid()), StandardOpenOption.WRITE);
      Files.createFile(go);

      EndReport report = node.awaitEnded(ID);

      assertThat(stranger.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(report.exit()).contains(new ExitEvidence.Code(3));
      assertThat(report.killRecord().orElseThrow().leftBehind()).isPositive();
      assertThat(TestCgroups.of(data)).isEmpty();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void leftoverCgroups_areRemovedAtTheStart() throws IOException {
    Path top = TestCgroups.top().orElseThrow();
    Path own = top.resolve("reeve-" + Files.readString(data.resolve("mark")));
    node.close();
    Files.createDirectories(own.resolve("7.1.0.1").resolve("made-by-the-task"));

    node = new LiveNode(data, LiveNode.nativeSupervisor(), containment());

    assertThat(TestCgroups.of(data)).isEmpty();
  }
}
