package io.reeve.scheduler.core.task;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * When which state was entered, oldest first; immutable. Packed, one {@code long} a step, because
 * every queued task carries one: the low five bits hold the state's code, the others the time in
 * microseconds since the epoch.
 */
public final class History {
  private static final int CODE_BITS = 5;
  private static final int CODE_MASK = (1 << CODE_BITS) - 1;

  /** Nothing yet. */
  public static final History EMPTY = new History(new long[0]);

  private final long[] steps;

  private History(long[] steps) {
    this.steps = steps;
  }

  /** A step as {@link #packed} gives it; the time is cut to microseconds. */
  public static long pack(Enum<?> state, Instant time) {
    return micros(time) << CODE_BITS | state.ordinal();
  }

  /** Steps as {@link #packed} gave them. */
  public static History ofPacked(LongStream packed) {
    return new History(packed.toArray());
  }

  /** This and one more step; times are cut to microseconds. */
  public History plus(Enum<?> state, Instant time) {
    var longer = Arrays.copyOf(steps, steps.length + 1);
    longer[steps.length] = pack(state, time);
    return new History(longer);
  }

  /** How many steps. */
  public int size() {
    return steps.length;
  }

  /** The ordinal of the state entered in step {@code index}. */
  public int ordinal(int index) {
    return (int) (steps[index] & CODE_MASK);
  }

  /** When step {@code index} was taken. */
  public Instant time(int index) {
    return Instant.EPOCH.plus(steps[index] >> CODE_BITS, ChronoUnit.MICROS);
  }

  /** When the last step was taken; only for a history that is not empty. */
  public Instant lastTime() {
    return time(steps.length - 1);
  }

  /**
   * The steps in a form that can be stored; the codes are enum ordinals, so enums of states only
   * ever grow.
   */
  public LongStream packed() {
    return Arrays.stream(steps);
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof History that && Arrays.equals(steps, that.steps);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(steps);
  }

  @Override
  public String toString() {
    return Arrays.toString(steps);
  }
}
