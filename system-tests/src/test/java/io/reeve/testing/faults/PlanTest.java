package io.reeve.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void steps_ofTheSameSeed_areTheSame() {
    assertThat(steps(7)).isEqualTo(steps(7));
  }

  @Test
  void steps_ofAnotherSeed_areOthers() {
    assertThat(steps(7)).isNotEqualTo(steps(8));
  }

  @Test
  void steps_ofALongRun_haveEveryKindOfAction() {
    var kinds = steps(7).stream().map(step -> step.action().getClass()).distinct();

    assertThat(kinds).hasSize(Step.Action.class.getPermittedSubclasses().length);
  }

  private static List<Step> steps(long seed) {
    var plan = new Plan(seed);
    return Stream.generate(plan::next).limit(2_000).toList();
  }
}
