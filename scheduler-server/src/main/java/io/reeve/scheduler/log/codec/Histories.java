package io.reeve.scheduler.log.codec;

import io.reeve.scheduler.core.task.History;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;

/**
 * When which state was entered: state by state beside times, each time counted from the one before,
 * because most steps of a task follow within one command.
 */
final class Histories {
  private Histories() {}

  /** Takes one step of a history. */
  interface Step {
    /**
     * One step.
     *
     * @param ordinal of the state
     * @param micros since the epoch for the first step, since the step before for the others
     */
    void take(int ordinal, long micros);
  }

  static void forEach(History history, Step action) {
    var before = 0L;
    for (var step = 0; step < history.size(); step++) {
      var micros = Values.micros(history.time(step));
      action.take(history.ordinal(step), micros - before);
      before = micros;
    }
  }

  /**
   * The history of these steps.
   *
   * @param size how many steps
   * @param states the state entered in each step
   * @param deltas its time as {@link Step} has it
   * @throws IllegalArgumentException when there are not as many times
   */
  static History read(int size, IntFunction<Enum<?>> states, List<Long> deltas) {
    if (deltas.size() != size) {
      throw new IllegalArgumentException(size + " states with " + deltas.size() + " times");
    }
    var steps = new long[size];
    var micros = 0L;
    for (var step = 0; step < size; step++) {
      micros += deltas.get(step);
      steps[step] = History.pack(states.apply(step), Values.instant(micros));
    }
    return History.ofPacked(LongStream.of(steps));
  }
}
