package io.reeve.agent.runner;

import io.reeve.agent.core.NodeProblem;
import io.reeve.agent.process.ProcessControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the node itself: its disk, what was set aside, and orphans. What takes time is done
 * in the background, what follows from it on the runner thread.
 */
public final class NodeWatch {
  private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

  /** How often to look at the disk; while something is wrong with it more often. */
  static final Duration EVERY = Duration.ofSeconds(5);

  private static final Duration WHILE_TROUBLED = Duration.ofSeconds(2);

  /** How many damaged attempts are named; of the others only the number is told. */
  static final int NAMED = 50;

  /** A look that takes longer hangs, perhaps for ever. */
  static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  private final RunnerLoop loop;
  private final NodeRunner runner;
  private final ProcessControl processes;
  private final Executor diskThread;
  private final DiskProbe disk;
  private final OrphanWatch orphans;
  private boolean looking;
  private boolean suspected; // during a look, which may have been too early, or not have written
  private long looks;

  /** What one look found. */
  private record Found(Optional<String> trouble, List<NodeProblem> corrupt) {}

  /**
   * Makes it.
   *
   * @param diskThread one thread for looks at the disk, which may hang, and nothing else
   * @param censusThread the same for looks at the processes of the machine
   * @param dataDir the agent's data directory
   * @param reap whether orphans are ended, or only reported
   */
  public NodeWatch(
      RunnerLoop loop,
      NodeRunner runner,
      ProcessControl processes,
      Executor diskThread,
      Executor censusThread,
      Path dataDir,
      boolean reap) {
    this.loop = loop;
    this.runner = runner;
    this.processes = processes;
    this.diskThread = diskThread;
    this.disk = new DiskProbe(dataDir);
    this.orphans = new OrphanWatch(loop, runner, processes, censusThread, reap);
  }

  /**
   * Begins, after {@link NodeRunner#adopt} and before the head node is told what there is. Runner
   * thread only; the first look at orphans is over when it returns.
   */
  public void start() {
    runner.onDiskTrouble(this::suspectDisk);
    orphans.start();
    apply(look(true));
    again();
  }

  /** Something could not be written. Runner thread only. */
  public void suspectDisk() {
    lookInBackground(true, () -> {});
  }

  private void again() {
    Duration pause = runner.condition().disk().isPresent() ? WHILE_TROUBLED : EVERY;
    loop.at(
        loop.time().nanos() + pause.toNanos(),
        () -> lookInBackground(runner.condition().disk().isPresent(), this::again));
  }

  private void lookInBackground(boolean write, Runnable after) {
    if (looking) {
      suspected |= write;
      after.run();
      return;
    }
    looking = true;
    long look = ++looks;
    loop.at(
        loop.time().nanos() + LONGEST_LOOK.toNanos(),
        () -> {
          if (looking && looks == look) {
            trouble(Optional.of("a look at it hangs for " + LONGEST_LOOK.toSeconds() + " s"));
          }
        });
    diskThread.execute(
        () -> {
          Found found = look(write);
          loop.execute(
              () -> {
                looking = false;
                apply(found);
                after.run();
                lookAgainIfSuspected();
              });
        });
  }

  private void lookAgainIfSuspected() {
    boolean again = suspected && runner.condition().disk().isEmpty(); // else one comes soon anyway
    suspected = false;
    if (again) {
      suspectDisk();
    }
  }

  private Found look(boolean write) {
    return new Found(disk.trouble(write), corrupt());
  }

  private List<NodeProblem> corrupt() {
    try {
      List<Path> all = processes.setAside();
      List<NodeProblem> problems = new ArrayList<>();
      all.stream().limit(NAMED).map(NodeWatch::corrupt).forEach(problems::add);
      if (all.size() > NAMED) {
        problems.add(more(all.get(NAMED), all.size() - NAMED));
      }
      return problems;
    } catch (IOException e) {
      log.warn("event=set-aside-not-listed reason=\"{}\"", e.toString());
      return List.of();
    }
  }

  private static NodeProblem more(Path first, int count) {
    return new NodeProblem(
        NodeProblem.Kind.CORRUPT_ATTEMPT,
        "and " + count + " more in " + first.getParent(),
        setAsideAt(first));
  }

  private static Instant setAsideAt(Path path) {
    try {
      return ((FileTime) Files.getAttribute(path, "unix:ctime")).toInstant(); // when it was moved
    } catch (IOException removed) {
      log.debug("event=set-aside-removed path={}", path);
      return Instant.EPOCH;
    }
  }

  private static NodeProblem corrupt(Path path) {
    return new NodeProblem(
        NodeProblem.Kind.CORRUPT_ATTEMPT,
        "files of an attempt are damaged or not the agent's, and were set aside; look at them, then"
            + " remove "
            + path,
        setAsideAt(path));
  }

  private void apply(Found found) {
    runner.condition().corrupt(found.corrupt());
    trouble(found.trouble());
  }

  private void trouble(Optional<String> now) {
    NodeCondition condition = runner.condition();
    Optional<NodeProblem> before = condition.disk();
    if (now.isEmpty() && before.isPresent()) {
      log.info("event=disk-healed");
      condition.disk(Optional.empty());
    } else if (now.isPresent() && before.isEmpty()) {
      log.error("event=disk-trouble reason=\"{}\": nothing new is started", now.get());
      condition.disk(
          now.map(why -> new NodeProblem(NodeProblem.Kind.DISK, why, loop.time().wall())));
    }
  }
}
