package io.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class DevClusterTest {
  @TempDir Path directory;
  private final List<String> story = new CopyOnWriteArrayList<>();
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private final Deque<Consumer<FakeChild>> heads = new ArrayDeque<>();
  private final Deque<Consumer<FakeChild>> agents = new ArrayDeque<>();
  private final Map<String, FakeChild> children = new HashMap<>();
  private final AtomicLong now = new AtomicLong();
  private final Probe probe = new Probe();
  private DevCluster cluster;

  @BeforeEach
  void makeTheCluster() {
    makeTheCluster(true);
  }

  private void makeTheCluster(boolean endsTasks) {
    Path log = directory.resolve("a.log");
    cluster =
        new DevCluster(
            daemon -> {
              story.add("start " + daemon.name());
              FakeChild child = new FakeChild(daemon.name());
              children.put(daemon.name(), child);
              log(log, "words " + story.size());
              (daemon.name().equals("reeved") ? heads : agents).remove().accept(child);
              return child;
            },
            probe,
            endsTasks,
            "127.0.0.1:0",
            where -> {
              if (!where.endsWith(":0")) {
                story.add("head listens on " + where);
              }
              return new Launcher.Daemon("reeved", List.of(), log, "");
            },
            address -> new Launcher.Daemon("reeve-agent", List.of(), log, ""),
            out::add,
            err::add,
            () -> now.addAndGet(Duration.ofMillis(1500).toNanos()));
  }

  @Test
  void run_untilStopped_stopsTheAgentBeforeTheHead() {
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.onReady = cluster::stop;
    assertThat(cluster.run()).isZero();
    assertThat(out).containsExactly("reeve: ready on 127.0.0.1:7");
    assertThat(story)
        .containsExactly(
            "start reeved",
            "start reeve-agent",
            "before stop 127.0.0.1:7",
            "stop reeve-agent",
            "stop reeved");
  }

  @Test
  void run_addressStillHeld_startsTheHeadAgain() {
    heads.add(DevClusterTest::endsAtOnce);
    heads.add(DevClusterTest::endsAtOnce);
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.onReady = cluster::stop;
    assertThat(cluster.run()).isZero();
    assertThat(story.subList(0, 4))
        .containsExactly("start reeved", "start reeved", "start reeved", "start reeve-agent");
  }

  @Test
  void run_headNeverStarts_givesUpAndShowsTheLog() {
    for (int i = 0; i < 50; i++) {
      heads.add(DevClusterTest::endsAtOnce);
    }
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(story).doesNotContain("start reeve-agent");
    assertThat(String.join("\n", err)).contains("reeved ended with code 1").contains("words");
  }

  @Test
  void run_headNeverStarts_showsTheLogOfTheLastTryOnly() {
    for (int i = 0; i < 50; i++) {
      heads.add(DevClusterTest::endsAtOnce);
    }
    cluster.run();
    assertThat(story).hasSizeGreaterThan(1);
    assertThat(String.join("\n", err))
        .contains("words " + story.size())
        .doesNotContain("words 1\n");
  }

  @Test
  void run_headRefusesItsSettings_triesOnce() {
    heads.add(child -> child.exit.complete(Exit.USAGE));
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(story).containsExactly("start reeved");
  }

  @Test
  void run_agentDiesAndTasksMayRunOn_stopsTheHeadAndSaysWhich() {
    makeTheCluster(false);
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.onReady = () -> children.get("reeve-agent").exit.complete(137);
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(err.get(err.size() - 1)).contains("reeve-agent ended with code 137");
    assertThat(story).endsWith("stop reeved").doesNotContain("before stop 127.0.0.1:7");
  }

  @Test
  void run_agentDies_startsItAgainToEndItsTasks() {
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.onReady = () -> children.get("reeve-agent").exit.complete(137);
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(cluster.tasksMayRun()).isFalse();
    assertThat(story)
        .endsWith(
            "start reeve-agent", "before stop 127.0.0.1:7", "stop reeve-agent", "stop reeved");
  }

  @Test
  void run_headDies_startsItAgainWhereItWasToEndTheTasks() {
    heads.add(DevClusterTest::works);
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.onReady = () -> children.get("reeved").exit.complete(137);
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(cluster.tasksMayRun()).isFalse();
    assertThat(story)
        .endsWith(
            "head listens on 127.0.0.1:7",
            "start reeved",
            "before stop 127.0.0.1:7",
            "stop reeve-agent",
            "stop reeved");
  }

  @Test
  void run_agentDiesAndCannotComeBack_saysThatTasksMayRun() {
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    for (int i = 0; i < 50; i++) {
      agents.add(DevClusterTest::endsAtOnce);
    }
    probe.onReady = () -> children.get("reeve-agent").exit.complete(137);
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(cluster.tasksMayRun()).isTrue();
    assertThat(story).endsWith("stop reeved").doesNotContain("before stop 127.0.0.1:7");
  }

  @Test
  void run_tasksCannotBeEnded_saysThatTheyMayRun() {
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.onReady = cluster::stop;
    probe.endsTasks = false;
    assertThat(cluster.run()).isZero();
    assertThat(cluster.tasksMayRun()).isTrue();
  }

  @Test
  void run_agentNeverJoins_leavesNothing() {
    heads.add(DevClusterTest::works);
    for (int i = 0; i < 50; i++) {
      agents.add(DevClusterTest::endsAtOnce);
    }
    assertThat(cluster.run()).isEqualTo(Exit.REFUSED);
    assertThat(cluster.tasksMayRun()).isFalse();
  }

  @Test
  void run_nodeComesLate_saysSoAndWaits() {
    heads.add(DevClusterTest::works);
    agents.add(DevClusterTest::works);
    probe.notReady = 4;
    probe.onReady = cluster::stop;
    assertThat(cluster.run()).isZero();
    assertThat(err).anyMatch(line -> line.contains("waiting"));
    assertThat(out).hasSize(1);
  }

  @Test
  void run_stoppedWhileTheHeadStarts_endsIt() {
    heads.add(child -> cluster.stop());
    assertThat(cluster.run()).isZero();
    assertThat(story).containsExactly("start reeved", "stop reeved");
    assertThat(out).isEmpty();
  }

  private static void log(Path log, String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void works(FakeChild child) {
    child.ready.complete("127.0.0.1:7");
  }

  private static void endsAtOnce(FakeChild child) {
    child.exit.complete(1);
  }

  private final class Probe implements DevCluster.Probe {
    private int notReady;
    private Runnable onReady = () -> {};
    private boolean endsTasks = true;

    @Override
    public boolean isReady(String address) {
      if (notReady-- > 0) {
        return false;
      }
      onReady.run();
      return true;
    }

    @Override
    public boolean beforeStop(String address) {
      story.add("before stop " + address);
      return endsTasks;
    }
  }

  private final class FakeChild implements Child {
    private final String name;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    FakeChild(String name) {
      this.name = name;
    }

    @Override
    public CompletableFuture<String> ready() {
      return ready;
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return exit;
    }

    @Override
    public void stop() {
      story.add("stop " + name);
      exit.complete(0);
    }

    @Override
    public void kill() {
      story.add("kill " + name);
      exit.complete(137);
    }
  }
}
