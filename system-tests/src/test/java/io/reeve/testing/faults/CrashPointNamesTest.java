package io.reeve.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.crash.CrashPoint;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrashPointNamesTest {
  @Test
  void agent_allOfItsPoints() {
    assertThat(CrashPointNames.AGENT)
        .containsExactlyElementsOf(Stream.of(CrashPoint.values()).map(Enum::name).toList());
  }
}
