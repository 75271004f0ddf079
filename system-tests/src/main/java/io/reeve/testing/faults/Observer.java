package io.reeve.testing.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Looks at all processes of the machine again and again, and remembers which attempt's process was
 * alive when. It knows them by what the agents put into their environment, by their cgroup, and by
 * what programs of {@link ProgramKind} have among their arguments; once known, a process stays
 * known whatever it changes. Thread-safe.
 */
final class Observer implements AutoCloseable {
  private static final long PAUSE_NANOS = 60_000_000;
  private static final Pattern IN_CGROUP = Pattern.compile("/reeve-([^/]+)/([0-9.]+)");

  private record ProcessName(long pid, long startTicks) {}

  private final Set<String> marks = new CopyOnWriteArraySet<>();
  private final Pattern argument;
  private final Runnable afterLook;
  private final Map<ProcessName, Sighting> sightings = new LinkedHashMap<>(); // guarded by this
  private Map<ProcessName, Integer> strangers = new HashMap<>(); // looks; observer thread only
  private final Thread thread = new Thread(this::run, "observer");
  private volatile boolean closed;

  /** How often a process that is nobody's is looked at before it is taken for a stranger. */
  private static final int LOOKS = 50;

  /**
   * Makes one.
   *
   * @param tag the word by which programs of this run are known
   * @param afterLook called after each look, on the observer's thread
   */
  Observer(String tag, Runnable afterLook) {
    this.argument = Pattern.compile(Pattern.quote(tag) + "=([0-9.]+)");
    this.afterLook = afterLook;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Tasks of the agent with this mark count from now on. */
  void watch(String mark) {
    marks.add(mark);
  }

  /** Everything seen so far. */
  synchronized List<Sighting> sightings() {
    return List.copyOf(sightings.values());
  }

  /** The processes that live now; looks itself, completely. */
  synchronized List<Sighting> alive() {
    var now = Instant.now();
    var alive = new ArrayList<Sighting>();
    for (var pid : ProcEntry.pids()) {
      ProcEntry.read(pid)
          .filter(ProcEntry::alive)
          .flatMap(process -> sight(process, now))
          .ifPresent(alive::add);
    }
    return alive;
  }

  private void run() {
    while (!closed) {
      look();
      afterLook.run();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void look() {
    var seen = new HashMap<ProcessName, Integer>();
    for (var pid : ProcEntry.pids()) {
      var before = Instant.now(); // it lives at this time or later, if it is read as living
      var process = ProcEntry.read(pid).filter(ProcEntry::alive);
      if (process.isEmpty()) {
        continue;
      }
      var name = new ProcessName(pid, process.get().startTicks());
      var looks = strangers.getOrDefault(name, 0);
      if (looks >= LOOKS || sight(process.get(), before).isEmpty()) {
        seen.put(name, looks + 1);
      }
    }
    strangers = seen;
  }

  private synchronized Optional<Sighting> sight(ProcEntry process, Instant now) {
    var name = new ProcessName(process.pid(), process.startTicks());
    var known = sightings.get(name);
    if (known != null) {
      var again = known.seenAgain(now);
      sightings.put(name, again);
      return Optional.of(again);
    }
    var attempt = attemptOf(process);
    attempt.ifPresent(
        key ->
            sightings.put(
                name,
                new Sighting(
                    key, process.pid(), process.startTicks(), now, now, process.command())));
    return attempt.map(key -> sightings.get(name));
  }

  private Optional<AttemptKey> attemptOf(ProcEntry process) {
    var command = process.command();
    if (command.isEmpty()) {
      return Optional.empty();
    }
    var inCommand = argument.matcher(command);
    if (inCommand.find()) {
      return AttemptKey.parse(inCommand.group(1));
    }
    if (process.variable("REEVE_MARK").filter(marks::contains).isPresent()) {
      return process.variable("REEVE_ATTEMPT").flatMap(AttemptKey::parse);
    }
    var inCgroup = IN_CGROUP.matcher(process.cgroups());
    return inCgroup.find() && marks.contains(inCgroup.group(1))
        ? AttemptKey.parse(inCgroup.group(2))
        : attemptOfParent(process);
  }

  private Optional<AttemptKey> attemptOfParent(ProcEntry process) {
    return ProcEntry.read(process.parent())
        .map(parent -> sightings.get(new ProcessName(parent.pid(), parent.startTicks())))
        .map(Sighting::attempt);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
