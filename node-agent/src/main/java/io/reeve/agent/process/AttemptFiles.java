package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.process.ProcessFact.Claimed;
import io.reeve.agent.process.ProcessFact.NotStarted;
import io.reeve.agent.process.ProcessFact.Rebooted;
import io.reeve.agent.process.ProcessFact.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The directory of each attempt, as the head of {@code reeve-supervisor.c} describes it. */
final class AttemptFiles {
  private static final Path PREVENTED = Path.of("prevented");
  private static final List<String> NAMES =
      List.of("order", "order.tmp", "signals", "status.tmp", "status", "spec", "spec.sh", "run");

  /** How long a claim that has no whole line is looked at again, in pauses. */
  private static final int CLAIM_PAUSES = 10;

  /** The same for all of them together: a start of the agent does not take longer for it. */
  private static final int ALL_CLAIM_PAUSES = 10 * CLAIM_PAUSES;

  /** Never over: for waiting a moment. */
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final Path attempts;
  private final Path corrupt;
  private final String bootId;
  private final Runnable pause;
  private int pausesLeft = ALL_CLAIM_PAUSES; // runner thread only

  AttemptFiles(Path attempts, String bootId) {
    this(attempts, bootId, AttemptFiles::pause);
  }

  /**
   * The same.
   *
   * @param pause waits a hundredth of a second
   */
  AttemptFiles(Path attempts, String bootId, Runnable pause) {
    this.attempts = attempts;
    this.corrupt = attempts.resolveSibling("corrupt");
    this.bootId = bootId;
    this.pause = pause;
  }

  private static void pause() {
    try {
      NEVER.await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Attempts that have a directory; names that are no attempts are left out. */
  List<AttemptId> list() throws IOException {
    List<AttemptId> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(attempts)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        idOf(entry).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * Writes it all down.
   *
   * @param cgroup what the supervisor is to make; empty for none
   */
  void prepare(LaunchSpec spec, boolean shell, Optional<Cgroup> cgroup) throws IOException {
    Path directory = directory(spec.id());
    Files.createDirectories(directory);
    if (shell) {
      Files.write(directory.resolve("spec.sh"), SpecFile.shell(spec));
    }
    Files.write(directory.resolve("spec"), SpecFile.binary(spec, cgroup));
  }

  /**
   * Takes the place of the supervisor: whoever creates {@code run} first decides. A link that leads
   * nowhere is made with its content in one step, and takes no block of a full disk.
   *
   * @throws IOException when the disk takes no change at all; nothing is left half done
   */
  boolean prevent(AttemptId id) throws IOException {
    Path run = directory(id).resolve("run");
    try {
      Files.createSymbolicLink(run, PREVENTED);
      return true;
    } catch (FileAlreadyExistsException claimed) {
      return isPrevented(id);
    } catch (NoSuchFileException never) {
      return true; // no directory, no spec: no supervisor can run it
    } catch (IOException noRoom) {
      return withdraw(id);
    }
  }

  /**
   * Without a spec nothing is run. A supervisor claims the attempt before it reads the spec, so one
   * that had read it before would be seen.
   */
  private boolean withdraw(AttemptId id) throws IOException {
    Files.deleteIfExists(directory(id).resolve("spec"));
    Files.deleteIfExists(directory(id).resolve("spec.sh"));
    return !Files.exists(directory(id).resolve("run"), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean isPrevented(AttemptId id) {
    return Files.isSymbolicLink(directory(id).resolve("run"));
  }

  /** What the files say, the latest fact only; empty when nobody has claimed the attempt. */
  Optional<ProcessFact> latest(AttemptId id) {
    Optional<ProcessFact> end = end(id, directory(id));
    return end.isPresent() ? end : journal(id);
  }

  /**
   * Why nothing can be learned from the directory; empty when something can, or nobody has claimed
   * the attempt. For a start of the agent; supervisors that the one before asked for may be writing
   * all the same, so an unfinished claim is given a moment.
   *
   * @param accepted whether the directory was complete once
   */
  Optional<String> damage(AttemptId id, boolean accepted) {
    Path directory = directory(id);
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("it is not there");
    } else if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("it is no directory");
    }
    awaitClaim(id);
    if (latest(id).isPresent()) {
      return Optional.empty();
    } else if (Files.exists(directory.resolve("run"))) {
      return Optional.of("its run file is not what a supervisor writes");
    }
    return accepted && !SpecFile.isWhole(text(directory.resolve("spec")))
        ? Optional.of("its spec file is not whole")
        : Optional.empty();
  }

  /** A supervisor makes its run file first and writes to it then. */
  private void awaitClaim(AttemptId id) {
    for (int i = 0; i < CLAIM_PAUSES && pausesLeft > 0 && isUnfinishedClaim(id); i++) {
      pausesLeft--;
      pause.run();
    }
  }

  private boolean isUnfinishedClaim(AttemptId id) {
    return Files.exists(directory(id).resolve("run"))
        && completeLines(id).isEmpty()
        && latest(id).isEmpty();
  }

  /** Moves it out of the way, if it is there. A supervisor in it does not mind. */
  void setAside(AttemptId id) throws IOException {
    Path directory = directory(id);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(corrupt);
      Path target = corrupt.resolve(id.toString());
      for (int i = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); i++) {
        target = corrupt.resolve(id + "-" + i);
      }
      Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** What was set aside and is still there. */
  List<Path> setAside() throws IOException {
    try (Stream<Path> entries = Files.list(corrupt)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** What a supervisor wrote last into a directory that was set aside. */
  Optional<ProcessFact> endSetAside(AttemptId id) throws IOException {
    return setAside().stream()
        .filter(entry -> idIn(String.valueOf(entry.getFileName())).filter(id::equals).isPresent())
        .flatMap(entry -> end(id, entry).stream())
        .findFirst();
  }

  /** The attempt that a directory is of, also one that was set aside: {@code 1.2.0.1-2}. */
  static Optional<AttemptId> idIn(String name) {
    int end = name.indexOf('-');
    try {
      return Optional.of(AttemptId.parse(end < 0 ? name : name.substring(0, end)));
    } catch (IllegalArgumentException stranger) {
      return Optional.empty();
    }
  }

  /**
   * Who runs the attempt, for as long as its directory is there; empty when it was not claimed in
   * this boot.
   */
  Optional<RunningProcess> process(AttemptId id) {
    Optional<ProcessFact> fact = journal(id);
    if (fact.isPresent() && fact.get() instanceof Started started) {
      return Optional.of(started.process());
    }
    return fact.isPresent() && fact.get() instanceof Claimed claimed
        ? Optional.of(claimed.process())
        : Optional.empty();
  }

  /** The line the supervisor added when the program left processes behind. */
  Optional<ProcessFact> programExited(AttemptId id) {
    for (String line : completeLines(id)) {
      if (line.startsWith("exited ")) {
        return Optional.of(FactLines.exited(id, line.substring("exited ".length())));
      }
    }
    return Optional.empty();
  }

  /** Replaces the order; what {@link SignalLog} added to the one before is kept. */
  void order(AttemptId id, OrderFile order) throws IOException {
    Path directory = directory(id);
    Path temporary = directory.resolve("order.tmp");
    Files.writeString(temporary, order.text() + OrderFile.rest(text(directory.resolve("order"))));
    Files.move(temporary, directory.resolve("order"), StandardCopyOption.ATOMIC_MOVE);
  }

  Optional<OrderFile> order(AttemptId id) {
    return OrderFile.parse(text(directory(id).resolve("order")));
  }

  /**
   * Removes the directory; repeating it is harmless. One with something in it that is not ours, say
   * the memory of a crashed supervisor, is set aside: what people may want is not deleted, and it
   * is not found again at every start.
   */
  void remove(AttemptId id) throws IOException {
    try {
      removeOwn(id);
    } catch (DirectoryNotEmptyException once) {
      try {
        removeOwn(id); // its supervisor may just have been writing its last word
      } catch (DirectoryNotEmptyException strangers) {
        setAside(id);
      }
    }
  }

  private void removeOwn(AttemptId id) throws IOException {
    Path directory = directory(id);
    for (String name : NAMES) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.deleteIfExists(directory);
  }

  /** The cgroup that the attempt was given; empty when it was none, or none is known. */
  Optional<Cgroup> cgroup(AttemptId id) {
    return SpecFile.cgroup(text(directory(id).resolve("spec")));
  }

  private Optional<ProcessFact> journal(AttemptId id) {
    if (isPrevented(id)) {
      return Optional.of(new NotStarted(id, Optional.empty()));
    }
    List<String> lines = completeLines(id);
    try {
      return lines.isEmpty() ? Optional.empty() : Optional.of(claimed(id, lines));
    } catch (RuntimeException corrupt) { // the file may hold anything, which says nothing
      return Optional.empty();
    }
  }

  /** How it ended; empty when that is not written, or not to be understood. */
  private Optional<ProcessFact> end(AttemptId id, Path directory) {
    try {
      return FactLines.status(id, text(directory.resolve("status")).strip(), bootId);
    } catch (RuntimeException corrupt) { // as above
      return Optional.empty();
    }
  }

  private ProcessFact claimed(AttemptId id, List<String> lines) {
    String[] claim = lines.get(0).split(" ", -1);
    ProcessIdentity supervisor = FactLines.identity(claim[1], claim[2]);
    Optional<Started> started = Optional.empty();
    if (lines.size() > 1 && lines.get(1).startsWith("program ")) {
      String[] program = lines.get(1).substring("program ".length()).split(" ", -1);
      started = Optional.of(FactLines.started(id, supervisor, program));
    }
    if (!claim[3].equals(bootId)) {
      return new Rebooted(
          id,
          started.flatMap(s -> s.process().program()).map(ProcessIdentity::pid).orElse(0L),
          started.map(Started::startTime));
    }
    return started.isPresent()
        ? started.get()
        : new Claimed(new RunningProcess(id, supervisor, Optional.empty()));
  }

  private List<String> completeLines(AttemptId id) {
    String text = text(directory(id).resolve("run"));
    int end = text.lastIndexOf('\n');
    return end < 0 ? List.of() : List.of(text.substring(0, end).split("\n", -1));
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException absent) {
      return "";
    }
  }

  private static Optional<AttemptId> idOf(Path entry) {
    try {
      return Optional.of(AttemptId.parse(entry.getFileName().toString()));
    } catch (IllegalArgumentException stranger) {
      return Optional.empty();
    }
  }

  private Path directory(AttemptId id) {
    return attempts.resolve(id.toString());
  }
}
