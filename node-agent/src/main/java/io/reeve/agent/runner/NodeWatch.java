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

  private final RunnerLoop loop;
  private final NodeRunner runner;
  private final ProcessControl processes;
  private final Executor background;
  private final DiskProbe disk;
  private final OrphanWatch orphans;
  private boolean looking;
  private boolean suspected; // during a look, which may have been too early, or not have written

  /** What one look found. */
  private record Found(Optional<String> trouble, List<NodeProblem> corrupt) {}

  /**
   * Makes it.
   *
   * @param background one thread, of which nothing else is asked that takes long
   * @param dataDir the agent's data directory
   * @param reap whether orphans are ended, or only reported
   */
  public NodeWatch(
      RunnerLoop loop,
      NodeRunner runner,
      ProcessControl processes,
      Executor background,
      Path dataDir,
      boolean reap) {
    this.loop = loop;
    this.runner = runner;
    this.processes = processes;
    this.background = background;
    this.disk = new DiskProbe(dataDir);
    this.orphans = new OrphanWatch(loop, runner, processes, background, reap);
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
    background.execute(
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
    NodeCondition condition = runner.condition();
    condition.corrupt(found.corrupt());
    Optional<NodeProblem> before = condition.disk();
    if (found.trouble().isEmpty() && before.isPresent()) {
      log.info("event=disk-healed");
      condition.disk(Optional.empty());
    } else if (found.trouble().isPresent() && before.isEmpty()) {
      log.error("event=disk-trouble reason=\"{}\": nothing new is started", found.trouble().get());
      condition.disk(
          found
              .trouble()
              .map(why -> new NodeProblem(NodeProblem.Kind.DISK, why, loop.time().wall())));
    }
  }
}
