package io.reeve.agent.core;

import io.reeve.agent.core.Kill.Phase;
import io.reeve.agent.core.Time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides how an attempt's processes are ended: politely, at the deadline by force, by force again
 * with growing pauses, and what is still there after the kill timeout is published as residue and
 * killed on.
 *
 * <p>Pure: time is passed in, nothing is asked for, and the answer says what to do. Rules: there is
 * one absolute deadline, set by the first request as its grace period from the moment it was taken
 * up; a later request can only move it to an earlier time; force (grace zero) means now; nothing is
 * sent once everything is gone.
 */
public final class KillMachine {
  /** First pause between two kills; doubled each time. */
  static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  /**
   * A grace period counts from the first polite signal, so that it is never cut short; but what
   * lies between taking a request up and signalling moves the deadline by at most this much.
   */
  static final Duration MOST_SLIP = Duration.ofMillis(50);

  /** Longest pause between two kills, also the pace while there is residue. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Duration killTimeout;

  /**
   * Makes a machine.
   *
   * @param killTimeout how long killing may go on before what is left is published as residue
   */
  public KillMachine(Duration killTimeout) {
    this.killTimeout = killTimeout;
  }

  /** What to do; doing it twice is harmless. */
  public enum Action {
    /** Tell the supervisor the deadline, then send the polite signal to every process. */
    ASK,
    /** Tell the supervisor the (earlier) deadline. */
    SHORTEN,
    /** Kill every process. */
    KILL,
    /** Publish what is still there, unless that is what was published last. */
    PUBLISH_RESIDUE,
    /** The residue is gone: take it back. */
    HEAL
  }

  /**
   * A decision: the next value and what to do, in order.
   *
   * @param next the next value
   * @param actions what to do
   * @param wakeAt when to call {@link KillMachine#wake}, monotonic; empty for never
   */
  public record Step(Kill next, List<Action> actions, Optional<Long> wakeAt) {}

  /**
   * A request arrived. The first is kept for the record; the grace of each counts from its arrival,
   * and the earliest deadline holds.
   */
  public Step stop(Kill kill, StopRequest request, Moment now) {
    return switch (kill.phase()) {
      case IDLE -> begin(request, now);
      case POLITE -> shorten(kill, request, now);
      case KILLING, RESIDUE -> waitOn(kill); // it is being killed already
      case GONE -> done(kill);
    };
  }

  /**
   * An ending of an earlier life of the agent, found on disk: its deadline stands, what it sent
   * stays on record, and a program that was asked is not asked again.
   */
  public Step resume(Ending ending, Moment now) {
    StopRequest request = ending.request();
    long whole = ending.begin().nanos() + request.grace().toNanos();
    boolean shortened = ending.deadline() < whole;
    long slip =
        shortened ? 0 : ending.askedAt().map(at -> slip(ending.begin().nanos(), at)).orElse(0L);
    Kill kill = asked(request, ending.begin(), Math.min(ending.deadline(), whole) + slip);
    for (SignalSent sent : ending.signals()) {
      kill = kill.with(joined(kill.signals(), sent));
    }
    if (now.nanos() >= kill.deadline()) {
      return kill(kill, now);
    }
    return ending.askedAt().isPresent() ? waitOn(kill) : step(kill, Action.ASK);
  }

  /** The time asked for has come, or nearly: an early call changes nothing. */
  public Step wake(Kill kill, Moment now) {
    return switch (kill.phase()) {
      case IDLE, GONE -> done(kill);
      case POLITE -> now.nanos() >= kill.deadline() ? kill(kill, now) : waitOn(kill);
      case KILLING, RESIDUE -> now.nanos() >= kill.nextKill() ? kill(kill, now) : waitOn(kill);
    };
  }

  /**
   * Signals were sent; to be called for each round that reached at least one process.
   *
   * @param now read just before they were sent
   */
  public Kill sent(Kill kill, StopSignal signal, int processes, Moment now) {
    return switch (kill.phase()) {
      case IDLE, GONE -> kill;
      case POLITE, KILLING, RESIDUE ->
          processes < 1
              ? kill
              : fromFirstSignal(kill, now)
                  .with(joined(kill.signals(), new SignalSent(signal, now.wall(), processes)));
    };
  }

  private static Kill fromFirstSignal(Kill kill, Moment now) {
    if (kill.phase() != Phase.POLITE || !kill.signals().isEmpty()) {
      return kill;
    }
    return kill.until(kill.deadline() + slip(kill.begin(), now.nanos()));
  }

  private static long slip(long begin, long firstSignal) {
    return Math.max(0, Math.min(firstSignal - begin, MOST_SLIP.toNanos()));
  }

  /** No process is left. */
  public Step gone(Kill kill) {
    return switch (kill.phase()) {
      case IDLE, POLITE, KILLING, GONE -> done(kill.in(Phase.GONE));
      case RESIDUE -> new Step(kill.in(Phase.GONE), List.of(Action.HEAL), Optional.empty());
    };
  }

  private Step begin(StopRequest request, Moment now) {
    Kill asked = asked(request, now, now.nanos() + request.grace().toNanos());
    return request.grace().isZero() ? kill(asked, now) : step(asked, Action.ASK);
  }

  private static Kill asked(StopRequest request, Moment begin, long deadline) {
    return new Kill(
        Phase.POLITE,
        Optional.of(request),
        begin.nanos(),
        Optional.of(begin.wall()),
        deadline,
        0,
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        List.of(),
        request.acceptTime().map(Set::of).orElse(Set.of()));
  }

  /** Counted from now: whoever asks again says how much time is left by then. */
  private Step shorten(Kill kill, StopRequest request, Moment now) {
    long candidate = now.nanos() + request.grace().toNanos();
    if (isToldAgain(kill, request)) {
      return waitOn(kill);
    }
    Kill noted = kill.tookUp(request);
    if (candidate >= kill.deadline()) {
      return waitOn(noted);
    }
    Kill sooner = noted.until(candidate);
    return candidate <= now.nanos() ? kill(sooner, now) : step(sooner, Action.SHORTEN);
  }

  /**
   * What is left is then known here better than there: from the first signal on, by a clock that
   * nobody sets. Not only of the first request: the head node puts a cancel in the place of what
   * the agent began by itself, and repeats that.
   */
  private static boolean isToldAgain(Kill kill, StopRequest request) {
    return request.acceptTime().filter(kill.accepted()::contains).isPresent() && !request.force();
  }

  private Step kill(Kill kill, Moment now) {
    long residueAt = kill.round() == 0 ? now.nanos() + killTimeout.toNanos() : kill.residueAt();
    boolean residue = now.nanos() >= residueAt;
    long next = now.nanos() + pause(kill.round()).toNanos();
    Kill killed =
        kill.killing(residue ? Phase.RESIDUE : Phase.KILLING, kill.round() + 1, next, residueAt);
    return residue ? step(killed, Action.KILL, Action.PUBLISH_RESIDUE) : step(killed, Action.KILL);
  }

  private static Duration pause(int round) {
    Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(round, 10));
    return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
  }

  private static List<SignalSent> joined(List<SignalSent> before, SignalSent sent) {
    List<SignalSent> after = new ArrayList<>(before);
    int last = after.size() - 1;
    boolean again = last >= 0 && after.get(last).signal() == sent.signal();
    if (again && after.get(last).reached() && sent.reached()) {
      SignalSent first = after.get(last);
      int processes = first.processes() + sent.processes();
      after.set(last, new SignalSent(sent.signal(), first.time(), processes));
    } else {
      after.add(sent);
    }
    return after;
  }

  private static Step step(Kill next, Action... actions) {
    return new Step(next, List.of(actions), wakeAt(next));
  }

  private static Step waitOn(Kill kill) {
    return new Step(kill, List.of(), wakeAt(kill));
  }

  private static Step done(Kill kill) {
    return new Step(kill, List.of(), Optional.empty());
  }

  private static Optional<Long> wakeAt(Kill kill) {
    return switch (kill.phase()) {
      case IDLE, GONE -> Optional.empty();
      case POLITE -> Optional.of(kill.deadline());
      case KILLING, RESIDUE -> Optional.of(kill.nextKill());
    };
  }
}
