package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.command;
import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.process.ContainmentChoice;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import io.reeve.agent.testing.TestCgroups;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents whose data was lost or damaged while real programs run. */
class OrphanCensusTest {
  private static final AttemptId LOST = new AttemptId(1, 1, 0, 1);
  private static final AttemptId KEPT = new AttemptId(1, 2, 0, 1);
  private static final boolean REAP = true;

  @TempDir Path data;
  private LiveNode node;
  private Process stranger;
  private long lost;
  private long kept;

  @BeforeEach
  void startTasksAndAStranger() throws IOException {
    assumeTrue(Files.exists(LiveNode.nativeSupervisor()), "no C compiler at build time");
    start(ContainmentChoice.SUBREAPER, REAP);
    node.start(command(LOST, "sleep", "300"));
    node.start(command(KEPT, "sleep", "300"));
    lost = node.awaitStarted(LOST);
    kept = node.awaitStarted(KEPT);
    ProcessBuilder other = new ProcessBuilder("sleep", "300");
    other.environment().put("REEVE_MARK", "of another agent");
    other.environment().put("REEVE_ATTEMPT", LOST.toString());
    stranger = other.start();
  }

  @AfterEach
  void endEverything() throws IOException {
    if (stranger != null) {
      stranger.destroyForcibly();
    }
    if (node != null) {
      node.close();
    }
    Leftovers.end(data);
  }

  private void start(ContainmentChoice containment, boolean reap) throws IOException {
    node = new LiveNode(data, LiveNode.nativeSupervisor(), containment, reap);
  }

  private void restart(boolean reap) throws IOException {
    start(ContainmentChoice.SUBREAPER, reap);
  }

  private void assertNeighboursLive() {
    assertThat(isAlive(kept)).isTrue();
    assertThat(stranger.isAlive()).isTrue();
    assertThat(node.hasEnded(KEPT)).isFalse();
  }

  private Orphan onlyOrphan() {
    assertThat(orphans()).hasSize(1);
    return orphans().get(0);
  }

  private List<Orphan> orphans() {
    return node.condition(NodeCondition::orphans);
  }

  private List<NodeProblem> problems() {
    return node.condition(NodeCondition::problems);
  }

  @Test
  void directoryDeleted_reap_endsTheTreeAndClaimsNoProof() throws IOException {
    node.close();
    deleteDirectory(LOST);

    restart(REAP);
    EndReport report = node.awaitEnded(LOST);

    assertThat(isAlive(lost)).isFalse();
    assertThat(report.exit().orElseThrow()).isInstanceOf(ExitEvidence.Unknown.class);
    assertThat(report.cause()).isEqualTo(Cause.NODE_LOST);
    KillRecord record = report.killRecord().orElseThrow();
    assertThat(record.unproven()).isNotEmpty();
    assertThat(record.goneTime()).isEmpty();
    assertThat(record.escalated()).isTrue();
    await().until(() -> onlyOrphan().gone().isPresent());
    assertThat(onlyOrphan().attempt()).contains(LOST);
    assertThat(onlyOrphan().reaped()).isTrue();
    assertThat(onlyOrphan().total()).isEqualTo(2); // the program and its supervisor
    assertThat(onlyOrphan().processes())
        .anyMatch(process -> process.pid() == lost && process.command().equals("sleep 300"));
    await().until(() -> supervisorsOn(LOST).isEmpty());
    assertNeighboursLive();
  }

  @Test
  void directoryDeleted_report_leavesItAloneUntilTheHeadOrdersItsEnd() throws IOException {
    node.close();
    deleteDirectory(LOST);

    restart(!REAP);

    assertThat(isAlive(lost)).isTrue();
    assertThat(onlyOrphan().reaped()).isFalse();
    assertThat(onlyOrphan().gone()).isEmpty();
    node.call(
        () ->
            assertThat(node.inventory())
                .anyMatch(
                    entry ->
                        entry.id().equals(LOST) && entry.state() == InventoryEntry.State.ENDING));

    node.stop(LOST, cancel(Duration.ofSeconds(15)));

    assertThat(node.awaitEnded(LOST).cause()).isEqualTo(Cause.CANCELED);
    assertThat(isAlive(lost)).isFalse();
    assertNeighboursLive();
  }

  @Test
  void childThatLeftItsSession_isPartOfTheOrphan() throws IOException {
    AttemptId tree = new AttemptId(1, 3, 0, 1);
    Path child = data.resolve("child");
    node.start(
        shell(tree, "setsid env -i sh -c 'echo $$ > " + child + "; exec sleep 300' & sleep 300"));
    node.awaitStarted(tree);
    await().until(() -> Files.exists(child) && !Files.readString(child).isBlank());
    long pid = Long.parseLong(Files.readString(child).strip());
    node.close();
    deleteDirectory(tree);

    restart(REAP);
    node.awaitEnded(tree);

    assertThat(isAlive(pid)).isFalse();
    assertNeighboursLive();
  }

  @Test
  void ledgerAndDirectoryLost_processesAreReapedAndTheEndIsReported() throws IOException {
    node.close();
    deleteDirectory(LOST);
    deleteDirectory(KEPT);
    Files.delete(data.resolve("ledger"));

    restart(REAP);

    assertThat(node.awaitEnded(LOST).neverStarted()).isFalse();
    assertThat(node.awaitEnded(KEPT).neverStarted()).isFalse();
    assertThat(isAlive(lost)).isFalse();
    assertThat(isAlive(kept)).isFalse();
    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void directoryDeleted_processesGoneToo_endsUnknownAndUnproven() throws IOException {
    node.close();
    deleteDirectory(LOST);
    supervisorsOn(LOST).forEach(OrphanCensusTest::kill);
    kill(lost);
    await().until(() -> !isAlive(lost));

    restart(REAP);
    EndReport report = node.awaitEnded(LOST);

    assertThat(report.exit().orElseThrow()).isInstanceOf(ExitEvidence.Unknown.class);
    assertThat(report.killRecord().orElseThrow().unproven()).isNotEmpty();
    assertThat(orphans()).isEmpty();
  }

  @Test
  void runFileCorrupt_isSetAsideAndItsEndIsWhatTheSupervisorSaid() throws IOException {
    node.close();
    Files.write(data.resolve("attempts").resolve(LOST + "/run"), new byte[] {0, 'x', '\n', 7});

    restart(REAP);
    EndReport report = node.awaitEnded(LOST);

    assertThat(isAlive(lost)).isFalse();
    assertThat(report.exit()).contains(new ExitEvidence.Signal(9, false));
    assertThat(report.killRecord().orElseThrow().unproven()).isEmpty();
    Path aside = data.resolve("corrupt").resolve(LOST.toString());
    assertThat(aside).isDirectory();
    assertThat(problems())
        .singleElement()
        .matches(problem -> problem.kind() == NodeProblem.Kind.CORRUPT_ATTEMPT)
        .matches(problem -> problem.message().contains(aside.toString()));
    assertNeighboursLive();

    deleteTree(aside);
    await().until(() -> problems().isEmpty());
  }

  @Test
  void attemptIsAPlainFile_isSetAside() throws IOException {
    node.close();
    AttemptId odd = new AttemptId(9, 1, 0, 1);
    Files.writeString(data.resolve("attempts").resolve(odd.toString()), "no directory");

    restart(REAP);

    assertThat(data.resolve("corrupt").resolve(odd.toString())).isRegularFile();
    assertThat(problems()).hasSize(1);
    assertNeighboursLive();
  }

  @Test
  void cgroupOfAnAttemptWithoutDirectory_isKilledAndProvesTheEnd() throws IOException {
    assumeTrue(TestCgroups.top().isPresent(), "no cgroup version 2 that we may write to");
    node.close();
    start(TestCgroups.choice(), REAP);
    AttemptId inCgroup = new AttemptId(2, 1, 0, 1);
    node.start(shell(inCgroup, "env -i setsid sleep 300 & sleep 300"));
    node.awaitStarted(inCgroup);
    node.close();
    supervisorsOn(inCgroup).forEach(OrphanCensusTest::kill);
    deleteDirectory(inCgroup);

    start(TestCgroups.choice(), REAP);
    EndReport report = node.awaitEnded(inCgroup);

    assertThat(report.exit().orElseThrow()).isInstanceOf(ExitEvidence.Unknown.class);
    assertThat(report.killRecord().orElseThrow().unproven()).isEmpty();
    assertThat(TestCgroups.of(data)).isEmpty();
    assertNeighboursLive();
  }

  private void deleteDirectory(AttemptId id) throws IOException {
    deleteTree(data.resolve("attempts").resolve(id.toString()));
  }

  private static void deleteTree(Path directory) throws IOException {
    File[] files = directory.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      Files.delete(file.toPath());
    }
    Files.delete(directory);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** By where they work, as the kernel says it also of directories that are gone. */
  private List<Long> supervisorsOn(AttemptId id) {
    String[] all = new File("/proc").list((proc, name) -> name.matches("\\d+"));
    return Arrays.stream(all == null ? new String[0] : all)
        .filter(pid -> workDir(pid).contains("/attempts/" + id))
        .map(Long::parseLong)
        .toList();
  }

  private static String workDir(String pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", pid, "cwd")).toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
