package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Cause;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Orphan;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.Time.Moment;
import io.reeve.agent.process.OrphanCensus;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.process.ProcessFact;
import io.reeve.agent.process.Stray;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds processes that carry the mark of this agent and belong to no attempt it has a record of,
 * and ends them or only reports them. Runner thread only; the looks and the kills that follow each
 * of them are done in the background, one look at a time.
 *
 * <p>An attempt whose end was acknowledged between a look and its evaluation would seem to be an
 * orphan, so what is new has to be seen by a second look that began after the evaluation of the
 * first. One that is being started has its record before its first process. And as a process has no
 * environment for a moment while it executes another program, what is gone has to be missed twice.
 */
final class OrphanWatch {
  private static final Logger log = LoggerFactory.getLogger(OrphanWatch.class);

  static final Duration EVERY = Duration.ofMinutes(1);

  /** How many are kept to be shown; the oldest that are gone make room. */
  private static final int KEPT = 100;

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private static final int MOST_DOUBLINGS = 10;

  /** About three seconds after the first kill. */
  private static final int SUPERVISORS_FROM_ROUND = 6;

  private static final String LOST = "its files were lost";
  private static final String UNPROVEN =
      LOST + ": a process that left its session and cleared its environment may live";

  private final RunnerLoop loop;
  private final NodeRunner runner;
  private final ProcessControl processes;
  private final OrphanCensus census;
  private final Executor background;
  private final boolean reap;

  private final Map<Optional<AttemptId>, Orphan> orphans = new LinkedHashMap<>();

  /** Those of them that are there, as they were seen last. */
  private final Map<Optional<AttemptId>, Stray> present = new LinkedHashMap<>();

  /** Those of them that are being ended, and how often they were killed. */
  private final Map<AttemptId, Integer> reaping = new LinkedHashMap<>();

  /** Those of them that the last look did not find. */
  private final Set<Optional<AttemptId>> missed = new HashSet<>();

  private Map<Optional<AttemptId>, Stray> suspects = Map.of();
  private boolean looking;
  private long looks;
  private long armedFor = Long.MAX_VALUE;

  /** What a look found, with a description. */
  private record Seen(Stray stray, List<Sighting> processes) {}

  OrphanWatch(
      RunnerLoop loop,
      NodeRunner runner,
      ProcessControl processes,
      Executor background,
      boolean reap) {
    this.loop = loop;
    this.runner = runner;
    this.processes = processes;
    this.census = processes.census();
    this.background = background;
    this.reap = reap;
  }

  /** The first look: nothing is being started and nothing acknowledged yet, so one is enough. */
  void start() {
    runner.onReap(this::reap);
    census.look(runner.recorded()).forEach(stray -> found(new Seen(stray, census.describe(stray))));
    for (AttemptId id : runner.orphaned()) {
      if (!present.containsKey(Optional.of(id))) {
        tellEnd(id, false);
      }
    }
    publish();
    lookAgain();
  }

  private void lookInBackground() {
    if (looking) {
      return;
    }
    looking = true;
    long look = ++looks;
    loop.at(
        loop.time().nanos() + NodeWatch.LONGEST_LOOK.toNanos(),
        () -> {
          if (looking && looks == look) { // for example at a process whose memory is locked
            log.error("event=census-hangs seconds={}", NodeWatch.LONGEST_LOOK.toSeconds());
          }
        });
    Set<AttemptId> recorded = runner.recorded();
    Map<AttemptId, Integer> toKill = Map.copyOf(reaping);
    background.execute(
        () -> {
          Moment before = loop.time().now();
          List<Seen> seen = new ArrayList<>();
          Map<AttemptId, Integer> killed = new HashMap<>();
          try {
            for (Stray stray : census.look(recorded)) {
              seen.add(new Seen(stray, census.describe(stray)));
              stray
                  .attempt()
                  .filter(toKill::containsKey)
                  .ifPresent(id -> killed.put(id, kill(stray, toKill.getOrDefault(id, 0))));
            }
          } catch (RuntimeException bug) {
            log.error("event=census-failed", bug);
            loop.execute(() -> looked(Optional.empty()));
            return;
          }
          loop.execute(
              () -> {
                killed.forEach((id, count) -> runner.orphanKilled(id, count, before));
                looked(Optional.of(seen));
              });
        });
  }

  private int kill(Stray stray, int round) {
    return census.kill(stray, round >= SUPERVISORS_FROM_ROUND);
  }

  private void looked(Optional<List<Seen>> result) {
    looking = false;
    result.ifPresent(this::evaluate);
    reaping.replaceAll((id, round) -> round + 1);
    publish();
    lookAgain();
  }

  private void evaluate(List<Seen> all) {
    Map<Optional<AttemptId>, Seen> seen = new LinkedHashMap<>();
    for (Seen one : all) {
      if (one.stray().attempt().filter(runner::isRecorded).isEmpty()) {
        seen.put(one.stray().attempt(), one);
      }
    }
    for (Optional<AttemptId> key : List.copyOf(present.keySet())) {
      if (seen.containsKey(key)) {
        missed.remove(key);
      } else if (!missed.add(key)) {
        missed.remove(key);
        gone(key);
      }
    }
    Map<Optional<AttemptId>, Stray> news = new HashMap<>();
    seen.forEach(
        (key, one) -> {
          Stray suspect = suspects.get(key);
          if (present.containsKey(key)) {
            stillThere(one);
          } else if (suspect != null && suspect.overlaps(one.stray())) {
            found(one);
          } else {
            news.put(key, one.stray());
          }
        });
    suspects = news;
  }

  private void found(Seen seen) {
    Stray stray = seen.stray();
    boolean ends = reap && stray.attempt().isPresent();
    log.error(
        "event=orphan-found attempt={} total={} reap={} processes={}",
        name(stray.attempt()),
        stray.size(),
        ends,
        seen.processes());
    Instant now = loop.time().wall();
    orphans.remove(stray.attempt()); // a later one of the same attempt
    orphans.put(stray.attempt(), orphan(seen, now, false));
    present.put(stray.attempt(), stray);
    stray.attempt().ifPresent(runner::orphanFound);
    if (ends) {
      AttemptId id = stray.attempt().orElseThrow();
      reap(id);
      if (!runner.isRecorded(id)) {
        runner.stop(id, StopRequest.own(Cause.NODE_LOST, "no record of it", Duration.ZERO));
      }
    }
  }

  private static Orphan orphan(Seen seen, Instant found, boolean reaped) {
    return new Orphan(
        seen.stray().attempt(),
        seen.processes(),
        seen.stray().size(),
        found,
        Optional.empty(),
        reaped);
  }

  /** One that is being ended is shown as it was found. */
  private void stillThere(Seen seen) {
    Optional<AttemptId> key = seen.stray().attempt();
    Stray before = present.put(key, seen.stray());
    Orphan shown = orphans.get(key);
    if (shown != null && !shown.reaped() && !seen.stray().equals(before)) {
      orphans.put(key, orphan(seen, shown.found(), false));
    }
  }

  private void gone(Optional<AttemptId> key) {
    Stray last = present.remove(key);
    Orphan shown = orphans.get(key);
    log.warn("event=orphan-gone attempt={}", name(key));
    if (shown != null) {
      orphans.put(key, shown.goneAt(loop.time().wall()));
    }
    boolean proven = last != null && census.removeCgroup(last);
    key.ifPresent(
        id -> {
          reaping.remove(id);
          tellEnd(id, proven);
        });
  }

  /** What its supervisor said last is the best evidence, if there was something to write it to. */
  private void tellEnd(AttemptId id, boolean proven) {
    if (runner.isRecorded(id)) {
      return; // told by its supervisor in the meantime
    }
    Optional<ProcessFact> said = Optional.empty();
    try {
      said = processes.lookAside(id);
    } catch (IOException e) {
      log.warn("event=set-aside-not-read attempt={} reason=\"{}\"", id, e.toString());
    }
    Instant now = loop.time().wall();
    runner.on(
        said.orElseGet(
            () ->
                new ProcessFact.Gone(
                    id,
                    new ExitEvidence.Unknown(LOST),
                    0,
                    now,
                    Optional.empty(),
                    now,
                    0,
                    Optional.empty(),
                    0,
                    List.of(),
                    proven ? "" : UNPROVEN)));
  }

  /** Ends it, whatever the policy: somebody asked for it. */
  private void reap(AttemptId id) {
    Optional<AttemptId> key = Optional.of(id);
    if (present.containsKey(key) && reaping.putIfAbsent(id, 0) == null) {
      orphans.computeIfPresent(key, (k, orphan) -> orphan.reaping());
      lookAt(loop.time().nanos());
      publish();
    }
  }

  private void publish() {
    var gone = orphans.entrySet().iterator();
    while (orphans.size() > KEPT && gone.hasNext()) {
      if (gone.next().getValue().gone().isPresent()) {
        gone.remove();
      }
    }
    List<Orphan> all = List.copyOf(orphans.values());
    runner.condition().orphans(all.subList(Math.max(0, all.size() - KEPT), all.size()));
  }

  private void lookAgain() {
    lookAt(loop.time().nanos() + pause().toNanos());
  }

  private Duration pause() {
    if (!suspects.isEmpty()) {
      return Duration.ZERO;
    } else if (!missed.isEmpty()) {
      return Duration.ofMillis(FIRST_PAUSE_MILLIS);
    }
    return reaping.values().stream()
        .min(Integer::compare)
        .map(round -> FIRST_PAUSE_MILLIS << Math.min(round, MOST_DOUBLINGS))
        .map(millis -> Duration.ofMillis(Math.min(millis, LONGEST_PAUSE_MILLIS)))
        .orElse(EVERY);
  }

  private void lookAt(long nanos) {
    if (nanos >= armedFor) {
      return;
    }
    armedFor = nanos;
    loop.at(
        nanos,
        () -> {
          if (armedFor == nanos) {
            armedFor = Long.MAX_VALUE;
            lookInBackground();
          }
        });
  }

  private static String name(Optional<AttemptId> attempt) {
    return attempt.map(AttemptId::toString).orElse("-");
  }
}
