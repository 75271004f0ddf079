package io.reeve.agent.core;

import io.reeve.agent.core.Time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the ending of an attempt stands. A value; {@link KillMachine} makes the next one.
 *
 * @param phase how far it is
 * @param request the first request; it decides cause and message. Empty in {@link Phase#IDLE}
 * @param begin when the first request was taken up, monotonic
 * @param beginTime the same by the wall clock; empty in {@link Phase#IDLE}
 * @param deadline when politeness ends, monotonic; never moves to a later time
 * @param round how many kills were ordered
 * @param nextKill when to kill again, monotonic
 * @param residueAt when to publish what is left as residue, monotonic
 * @param signals what was sent so far
 * @param accepted when the head node accepted the requests that were taken up: it repeats them. A
 *     few, as it keeps one request of an attempt at a time
 */
public record Kill(
    Phase phase,
    Optional<StopRequest> request,
    long begin,
    Optional<Instant> beginTime,
    long deadline,
    int round,
    long nextKill,
    long residueAt,
    List<SignalSent> signals,
    Set<Instant> accepted) {

  /** How far the ending is. */
  public enum Phase {
    /** Nobody asked. */
    IDLE,
    /** Asked politely, the grace period runs. */
    POLITE,
    /** Being killed, again and again. */
    KILLING,
    /** Killed for longer than the kill timeout and still there: published, killed on. */
    RESIDUE,
    /** No process is left. Final. */
    GONE
  }

  /** Nobody asked yet. */
  public static final Kill IDLE =
      new Kill(
          Phase.IDLE,
          Optional.empty(),
          0,
          Optional.empty(),
          Long.MAX_VALUE,
          0,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          List.of(),
          Set.of());

  /** Keeps its own copies. */
  public Kill {
    signals = List.copyOf(signals);
    accepted = Set.copyOf(accepted);
  }

  /** Whether somebody asked and it is not over. */
  public boolean active() {
    return switch (phase) {
      case IDLE, GONE -> false;
      case POLITE, KILLING, RESIDUE -> true;
    };
  }

  /** The cause for the record: that of the first request, else the program's own end. */
  public Cause cause() {
    return request.map(StopRequest::cause).orElse(Cause.EXITED);
  }

  /** When the first request was taken up; empty in {@link Phase#IDLE}. */
  public Optional<Moment> beginning() {
    return beginTime.map(wall -> new Moment(begin, wall));
  }

  /**
   * Makes the record of a death.
   *
   * @param goneTime when nothing was left; empty when that is not proven
   * @param unproven why not; empty when it is
   * @param bySupervisor signals the supervisor sent, in addition to those of the agent
   */
  public KillRecord record(
      Optional<Instant> exitTime,
      Optional<Instant> goneTime,
      int leftBehind,
      String unproven,
      String containment,
      List<SignalSent> bySupervisor) {
    return record(cause(), exitTime, goneTime, leftBehind, unproven, containment, bySupervisor);
  }

  /**
   * Makes the record of what ran before the machine was started anew: no process outlives that.
   *
   * @param seen when the new start was noticed
   */
  public KillRecord rebootRecord(Instant seen) {
    return record(
        Cause.NODE_LOST, Optional.empty(), Optional.of(seen), 0, "", "boot id", List.of());
  }

  private KillRecord record(
      Cause cause,
      Optional<Instant> exitTime,
      Optional<Instant> goneTime,
      int leftBehind,
      String unproven,
      String containment,
      List<SignalSent> bySupervisor) {
    List<SignalSent> all = new ArrayList<>(signals);
    all.addAll(bySupervisor);
    all.sort(Comparator.comparing(SignalSent::time));
    boolean killed = all.stream().anyMatch(s -> s.signal() == StopSignal.SIGKILL && s.reached());
    return new KillRecord(
        cause,
        request.map(StopRequest::requestedBy).orElse(""),
        request.map(StopRequest::message).orElse(""),
        request.flatMap(StopRequest::acceptTime),
        request.map(StopRequest::grace),
        beginTime,
        all,
        exitTime,
        goneTime,
        leftBehind,
        unproven,
        containment,
        killed);
  }

  Kill in(Phase next) {
    return new Kill(
        next, request, begin, beginTime, deadline, round, nextKill, residueAt, signals, accepted);
  }

  Kill until(long newDeadline) {
    return new Kill(
        phase,
        request,
        begin,
        beginTime,
        newDeadline,
        round,
        nextKill,
        residueAt,
        signals,
        accepted);
  }

  Kill with(List<SignalSent> sent) {
    return new Kill(
        phase, request, begin, beginTime, deadline, round, nextKill, residueAt, sent, accepted);
  }

  Kill killing(Phase next, int rounds, long next1, long residue) {
    return new Kill(
        next, request, begin, beginTime, deadline, rounds, next1, residue, signals, accepted);
  }

  /** The request was taken up, whatever came of it. */
  Kill tookUp(StopRequest another) {
    if (another.acceptTime().filter(time -> !accepted.contains(time)).isEmpty()) {
      return this;
    }
    Set<Instant> all = new HashSet<>(accepted);
    all.add(another.acceptTime().get());
    return new Kill(
        phase, request, begin, beginTime, deadline, round, nextKill, residueAt, signals, all);
  }
}
