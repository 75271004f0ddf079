package io.reeve.scheduler.core;

import static io.reeve.scheduler.core.testing.Samples.resources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Amounts of resources add up. */
class ResourcesTest {

  @Provide
  Arbitrary<Resources> amounts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4),
            Arbitraries.longs().between(0, 4),
            Arbitraries.maps(Arbitraries.of("gpu", "licence"), Arbitraries.longs().between(1, 3))
                .ofMaxSize(2))
        .as((cores, memory, named) -> new Resources(cores, memory, new TreeMap<>(named)));
  }

  @Property
  void whatIsTakenAndGivenBack_leavesNoTrace(
      @ForAll("amounts") Resources one, @ForAll("amounts") Resources other) {
    assertThat(one.plus(other).minus(other)).isEqualTo(one);
    assertThat(one.plus(other)).isEqualTo(other.plus(one));
    assertThat(one.plus(Resources.NONE)).isEqualTo(one);
    assertThat(one.minus(one)).isEqualTo(Resources.NONE);
    assertThat(one.fitsIn(one.plus(other))).isTrue();
    assertThat(one.plus(other).fitsIn(one)).isEqualTo(other.equals(Resources.NONE));
  }

  @Test
  void fitsIn_looksAtEverything() {
    var node = resources(4, 1000, "gpu", 2);
    assertThat(resources(4, 1000, "gpu", 2).fitsIn(node)).isTrue();
    assertThat(resources(5, 0, "gpu", 1).fitsIn(node)).isFalse();
    assertThat(resources(1, 1001, "gpu", 1).fitsIn(node)).isFalse();
    assertThat(resources(1, 0, "gpu", 3).fitsIn(node)).isFalse();
    assertThat(resources(1, 0, "licence", 1).fitsIn(node)).isFalse();
    assertThat(Resources.ONE_CORE.fitsIn(node)).isTrue();
  }

  @Test
  void minus_ofMoreThanThereIs_isABug() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resources.ofCores(1).minus(Resources.ofCores(2)));
  }

  @Test
  void negativeAmounts_areABug() {
    assertThatIllegalArgumentException().isThrownBy(() -> Resources.ofCores(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Resources(0, -1, new TreeMap<>()));
  }

  @Test
  void fitsBeside_doesNotOverflow() {
    var huge = resources(Integer.MAX_VALUE, Long.MAX_VALUE, "gpu", Long.MAX_VALUE);
    assertThat(huge.fitsBeside(Resources.ONE_CORE, huge)).isFalse();
    assertThat(huge.fitsBeside(Resources.NONE, huge)).isTrue();
    assertThat(Resources.ONE_CORE.fitsBeside(huge, Resources.ofCores(4))).isFalse();
    assertThat(resources(1, 1, "gpu", 1).fitsBeside(resources(1, 1, "gpu", 1), huge)).isTrue();
  }

  @Test
  void refusal_keepsItsDetailsSorted_andUnchangeable() {
    var refusal = Refusal.of(Refusal.Reason.NODE_STATE, "state", 1, "node", "n1");
    assertThat(refusal.details().firstKey()).isEqualTo("node");
    assertThatThrownBy(() -> refusal.details().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Refusal.of(Refusal.Reason.JOB_NOT_FOUND, "job", 7).details())
        .containsEntry("job", "7");
  }
}
