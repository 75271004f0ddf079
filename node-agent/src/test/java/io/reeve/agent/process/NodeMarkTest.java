package io.reeve.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.agent.testing.LiveNode;
import io.reeve.agent.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mark of a data directory: never half of one, as after a start on a full disk. */
class NodeMarkTest {
  @TempDir Path data;

  @Test
  void firstStart_makesOne_andTheNextKeepsIt() throws IOException {
    Files.writeString(data.resolve("mark.tmp"), "ha"); // of a start that was cut off

    String first = mark();

    assertThat(first).hasSizeGreaterThan(30);
    assertThat(mark()).isEqualTo(first);
    assertThat(data.resolve("mark.tmp")).doesNotExist();
  }

  @Test
  void blankMark_isRefused() throws IOException {
    Files.writeString(data.resolve("mark"), "\n");

    assertThatThrownBy(this::mark).isInstanceOf(IOException.class);
  }

  private String mark() throws IOException {
    try (SupervisedProcessControl control =
        new SupervisedProcessControl(
            data, LiveNode.shellSupervisor(), new TestClock(), ContainmentChoice.SUBREAPER)) {
      return control.nodeMark();
    }
  }
}
