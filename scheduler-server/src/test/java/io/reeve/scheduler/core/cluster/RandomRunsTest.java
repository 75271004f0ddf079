package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.testing.Move;
import io.reeve.scheduler.core.testing.RandomRun;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;

/**
 * Random runs of everything together. A failing run prints its seed and the shortest run that
 * fails. {@code -Djqwik.tries.default=100000} runs longer.
 */
class RandomRunsTest {

  @Provide
  Arbitrary<List<Move>> moves() {
    return Move.any()
        .list()
        .ofMinSize(1)
        .ofMaxSize(150)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void randomRun_keepsTheInvariantsAndReplaysToTheSameState(@ForAll("moves") List<Move> moves) {
    var run = new RandomRun();
    var half = ClusterImage.EMPTY;
    var halfway = 0;
    for (var index = 0; index < moves.size(); index++) {
      if (index == moves.size() / 2) {
        half = run.cluster().image();
        halfway = run.log().size();
      }
      run.play(moves.get(index));
    }
    run.settle();
    var end = run.cluster().image();
    RandomRun.replay(run.log(), 0, ClusterImage.EMPTY, end);
    RandomRun.replay(run.log(), halfway, half, end);
  }
}
