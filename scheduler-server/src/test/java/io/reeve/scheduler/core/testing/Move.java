package io.reeve.scheduler.core.testing;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/**
 * One step of a random run. Plain numbers, read against the state of the moment, so that every list
 * of moves is a run and a failing one can be cut down.
 *
 * @param kind chooses what happens, 0 to 999
 * @param a chooses whom it happens to, 0 to 999
 * @param b chooses how, 0 to 999
 */
public record Move(int kind, int a, int b) {
  static final int RANGE = 1000;

  /** Any move. */
  public static Arbitrary<Move> any() {
    var number =
        Arbitraries.integers()
            .between(0, RANGE - 1)
            .withDistribution(RandomDistribution.uniform())
            .withoutEdgeCases();
    return Combinators.combine(number, number, number).as(Move::new);
  }
}
