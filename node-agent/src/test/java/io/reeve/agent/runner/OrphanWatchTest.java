package io.reeve.agent.runner;

import static io.reeve.agent.testing.TestOrders.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.testing.FakeCensus;
import io.reeve.agent.testing.FakeProcessControl;
import io.reeve.agent.testing.ManualLoop;
import io.reeve.agent.testing.MemoryJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a census makes an orphan of what it sees; with the test's time and processes. */
class OrphanWatchTest {
  private static final AttemptId ID = new AttemptId(1, 1, 0, 1);
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path data;
  private final ManualLoop loop = new ManualLoop();
  private final MemoryJournal journal = new MemoryJournal();
  private final FakeProcessControl processes = new FakeProcessControl(loop);
  private final FakeCensus census = processes.fakeCensus();
  private NodeRunner runner;

  @BeforeEach
  void adoptNothing() throws IOException {
    runner =
        new NodeRunner(
            loop,
            processes,
            journal,
            new NodeContext(data, "n1", "127.0.0.1", "boot-1"),
            Duration.ofSeconds(60));
    processes.open(fact -> loop.execute(() -> runner.on(fact)));
    runner.adopt();
  }

  private void watch(boolean reap) {
    new OrphanWatch(loop, runner, processes, loop::execute, reap).start();
  }

  private List<Orphan> orphans() {
    return runner.condition().orphans();
  }

  @Test
  void attemptBeingStarted_isNoOrphan() {
    watch(true);
    runner.start(command(ID, "true"));
    census.add(ID, 100); // before anything else is known of it

    loop.advance(OrphanWatch.EVERY.plus(SOON));

    assertThat(orphans()).isEmpty();
    assertThat(census.has(ID)).isTrue();
  }

  @Test
  void startedBetweenLookAndEvaluation_isNoOrphan() {
    watch(true);
    census.add(ID, 100);
    census.afterLook(() -> runner.start(command(ID, "true")));

    loop.advance(OrphanWatch.EVERY.plus(SOON));

    assertThat(orphans()).isEmpty();
    assertThat(census.has(ID)).isTrue();
  }

  @Test
  void acknowledgedBetweenLookAndEvaluation_isNoOrphan() {
    watch(true);
    runner.start(command(ID, "true"));
    loop.run();
    processes.execute(ID);
    loop.run();
    loop.advance(OrphanWatch.EVERY.minus(SOON));
    processes.end(ID, new ExitEvidence.Code(0));
    loop.run();
    runner.acknowledge(List.of(ID));
    census.add(ID, 100); // what a look would say that had begun before all this
    census.afterLook(() -> census.remove(ID));

    loop.advance(SOON.multipliedBy(2));

    assertThat(orphans()).isEmpty();
  }

  @Test
  void seenTwiceWithoutRecord_isReapedWithinSeconds() {
    watch(true);
    census.add(ID, 100);

    loop.advance(OrphanWatch.EVERY.plus(SOON));

    assertThat(census.has(ID)).isFalse();
    assertThat(orphans()).singleElement().matches(o -> o.reaped() && o.gone().isPresent());
    assertThat(journal.unacknowledged()).singleElement().matches(end -> !end.neverStarted());
  }

  @Test
  void afterTheAcknowledgement_isReapedWithoutASecondEnd() {
    watch(true);
    runner.start(command(ID, "true"));
    loop.run();
    processes.execute(ID);
    processes.end(ID, new ExitEvidence.Code(0));
    loop.run();
    runner.acknowledge(List.of(ID));
    census.add(ID, 100);

    loop.advance(OrphanWatch.EVERY.plus(SOON));

    assertThat(census.has(ID)).isFalse();
    assertThat(orphans()).singleElement().matches(o -> o.gone().isPresent());
    assertThat(journal.unacknowledged()).isEmpty();
  }

  @Test
  void report_showsItUntilItIsGone() {
    census.add(ID, 100);
    watch(false);
    loop.advance(OrphanWatch.EVERY.multipliedBy(3));
    assertThat(census.has(ID)).isTrue();
    assertThat(orphans()).singleElement().matches(o -> !o.reaped() && o.gone().isEmpty());

    census.remove(ID);
    loop.advance(OrphanWatch.EVERY.plus(SOON));

    assertThat(orphans()).singleElement().matches(o -> !o.reaped() && o.gone().isPresent());
  }
}
