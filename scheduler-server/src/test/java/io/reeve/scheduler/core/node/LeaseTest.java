package io.reeve.scheduler.core.node;

import static io.reeve.scheduler.core.testing.Samples.START;
import static io.reeve.scheduler.core.testing.Samples.attemptId;
import static io.reeve.scheduler.core.testing.Samples.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.Resources;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** How long a silent node is trusted, and what a node has room for. */
class LeaseTest {

  @Test
  void lease_isHeartbeatsTimesCount_lossComesAfterTheLongestKill() {
    var lease = new Lease(Duration.ofSeconds(30), 3);
    assertThat(lease.duration()).isEqualTo(Duration.ofSeconds(90));
    assertThat(lease.longestGrace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(lease.lostAfter()).isEqualTo(Duration.ofSeconds(122));
    assertThat(lease.isLostAfter(Duration.ofSeconds(122).minusNanos(1))).isFalse();
    assertThat(lease.isLostAfter(Duration.ofSeconds(122))).isTrue();
  }

  @Property
  void loss_isNeverDeclaredBeforeTheAgentHasEndedEverything(
      @ForAll @IntRange(min = 100, max = 3_600_000) int heartbeatMillis,
      @ForAll @IntRange(min = 1, max = 1000) int count) {
    var lease = new Lease(Duration.ofMillis(heartbeatMillis), count);
    assertThat(lease.lostAfter()).isGreaterThan(lease.duration().plus(lease.longestGrace()));
  }

  @Test
  void node_hasRoomForWhatFitsBesideTheRest() {
    var node = Node.joined(offer("n1", 4), START).taking(Resources.ofCores(3));
    assertThat(node.hasRoomFor(Resources.ofCores(1))).isTrue();
    assertThat(node.hasRoomFor(Resources.ofCores(2))).isFalse();
    assertThat(node.couldRun(Resources.ofCores(4))).isTrue();
    assertThat(node.couldRun(Resources.ofCores(5))).isFalse();
    assertThat(node.lost().couldRun(Resources.ofCores(1))).isFalse();
    assertThat(node.lost().hasRoomFor(Resources.ofCores(1))).isFalse();
    assertThat(node.draining("").hasRoomFor(Resources.ofCores(1))).isFalse();
    assertThat(node.draining("").couldRun(Resources.ofCores(1))).isFalse();
    assertThat(node.draining("").giving(Resources.ofCores(3)).state()).isEqualTo(NodeState.OFFLINE);
    var untidy = node.rejoined(node.offer(), new TreeSet<>(List.of(attemptId("1.1#1"))), START);
    assertThat(untidy.hasRoomFor(Resources.ofCores(1))).isFalse();
    assertThat(untidy.couldRun(Resources.ofCores(1))).isTrue();
    assertThat(untidy.without(attemptId("1.1#1"))).isEqualTo(node);
  }
}
