package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.testing.Leftovers;
import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data directories with files that no agent made: the agent starts, and its tasks are adopted. */
class OddFilesTest {
  private static final AttemptId STRANGER = new AttemptId(9, 1, 0, 1);
  private static final AttemptId SECOND = new AttemptId(9, 2, 0, 1);
  private static final AttemptId TASK = new AttemptId(1, 1, 0, 1);

  @TempDir Path data;
  private LiveNode node;

  @BeforeEach
  void startATask() throws IOException {
    start();
    node.start(command(TASK, "sleep", "300"));
    node.awaitStarted(TASK);
  }

  @AfterEach
  void endEverything() throws IOException {
    node.close();
    Leftovers.end(data);
  }

  private void start() throws IOException {
    Path compiled = LiveNode.nativeSupervisor();
    node = new LiveNode(data, Files.exists(compiled) ? compiled : LiveNode.shellSupervisor());
  }

  @Test
  void strangerWithAnotherFile_isSetAside_andTheNextStartFindsNothing() throws IOException {
    node.close();
    Path directory = Files.createDirectories(attempt(STRANGER));
    Files.writeString(directory.resolve("core"), "of a supervisor");

    start();

    assertThat(data.resolve("corrupt").resolve(STRANGER + "/core")).isRegularFile();
    assertThat(directory).doesNotExist();
    assertThat(problems()).singleElement().matches(OddFilesTest::namesTheStranger);
    assertTaskIsAdopted();
    node.close();
    start();
    assertThat(problems()).hasSize(1);
    assertTaskIsAdopted();
  }

  @Test
  void strangersThatCannotBeMoved_areLeft_andTheRestIsAdopted() throws IOException {
    node.close();
    Files.writeString(data.resolve("corrupt"), "a file where the directory should be");
    for (AttemptId id : List.of(STRANGER, SECOND)) {
      Files.writeString(Files.createDirectories(attempt(id)).resolve("core"), "of a supervisor");
    }
    Files.writeString(attempt(SECOND).resolve("run"), "damaged");

    start();

    assertThat(attempt(STRANGER).resolve("core")).isRegularFile();
    assertThat(attempt(SECOND).resolve("core")).isRegularFile();
    assertTaskIsAdopted();
  }

  @Test
  void acknowledgedWithAnotherFile_isSetAside() throws IOException {
    AttemptId over = new AttemptId(1, 2, 0, 1);
    node.start(command(over, "sh", "-c", "echo odd > " + attempt(over).resolve("core")));
    node.awaitEnded(over);

    node.acknowledge(over);

    await().until(() -> !Files.exists(attempt(over)));
    assertThat(data.resolve("corrupt").resolve(over + "/core")).isRegularFile();
  }

  private void assertTaskIsAdopted() {
    node.call(
        () ->
            assertThat(node.inventory())
                .singleElement()
                .matches(entry -> entry.id().equals(TASK))
                .matches(entry -> entry.state() == InventoryEntry.State.RUNNING));
  }

  private List<NodeProblem> problems() {
    return node.condition(NodeCondition::problems);
  }

  private static boolean namesTheStranger(NodeProblem problem) {
    return problem.kind() == NodeProblem.Kind.CORRUPT_ATTEMPT
        && problem.message().contains(STRANGER.toString());
  }

  private Path attempt(AttemptId id) {
    return data.resolve("attempts").resolve(id.toString());
  }
}
