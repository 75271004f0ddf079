package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.cancel;
import static io.reeve.agent.testing.TestOrders.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks whose children carry the mark of another attempt, as after sourcing its environment. */
class BorrowedMarkTest {
  private static final AttemptId OTHER = new AttemptId(1, 1, 0, 1);
  private static final AttemptId BORROWER = new AttemptId(1, 1, 0, 2);

  @TempDir Path data;
  private LiveNode node;

  @AfterEach
  void endEverything() throws IOException {
    if (node != null) {
      node.close();
    }
    Leftovers.end(data);
  }

  @Test
  void attemptThatIsOver_itsMarkBelowALiveTask_isNoOrphan() throws IOException {
    start(LiveNode.nativeSupervisor());
    long child = startBorrower();
    node.close();

    start(LiveNode.nativeSupervisor());

    List<Orphan> orphans = node.condition(NodeCondition::orphans);
    assertThat(orphans).isEmpty();
    assertThat(node.hasEnded(OTHER)).isFalse();
    assertLives(child);
  }

  @Test
  void supervisorOfTheOther_killed_sparesTheBorrower() throws IOException {
    start(LiveNode.nativeSupervisor());
    node.start(shell(OTHER, "sleep 300"));
    node.awaitStarted(OTHER);
    long child = startBorrower();

    ProcessHandle.of(supervisorOf(OTHER)).orElseThrow().destroyForcibly();
    node.awaitEnded(OTHER);

    assertLives(child);
  }

  @Test
  void other_canceledUnderTheShell_sparesTheBorrower() throws IOException {
    start(LiveNode.shellSupervisor());
    node.start(shell(OTHER, "sleep 300"));
    node.awaitStarted(OTHER);
    long child = startBorrower();

    node.stop(OTHER, cancel(Duration.ZERO));
    node.awaitEnded(OTHER);

    assertLives(child);
  }

  private void start(Path supervisor) throws IOException {
    assumeTrue(Files.exists(supervisor), "no C compiler at build time");
    node = new LiveNode(data, supervisor);
  }

  /** Returns the child that carries the other's mark. */
  private long startBorrower() throws IOException {
    Path file = data.resolve("child");
    String child = "sh -c 'echo $$ > " + file + "; exec sleep 300'";
    node.start(shell(BORROWER, "REEVE_ATTEMPT=" + OTHER + " " + child + " & sleep 300"));
    node.awaitStarted(BORROWER);
    await().until(() -> Files.exists(file) && !Files.readString(file).isBlank());
    return Long.parseLong(Files.readString(file).strip());
  }

  private long supervisorOf(AttemptId id) throws IOException {
    Path run = data.resolve("attempts").resolve(id.toString()).resolve("run");
    return Long.parseLong(Files.readString(run).split(" ", -1)[1]);
  }

  private void assertLives(long child) {
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isPresent();
    assertThat(node.hasEnded(BORROWER)).isFalse();
  }
}
