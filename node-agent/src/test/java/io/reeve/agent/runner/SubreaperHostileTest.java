package io.reeve.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.process.ContainmentChoice;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Hostile programs below the sub-reaper, and the one escape that it does not see. */
class SubreaperHostileTest extends HostileProgramContract {
  @Override
  ContainmentChoice containment() {
    return ContainmentChoice.SUBREAPER;
  }

  /** This is what docs/processes.md warns of. */
  @Test
  void supervisor_killed_missesDaemonsWithoutEnvironment() throws IOException {
    endOfFamilyWithoutSupervisor("family");

    assertThat(program.alive()).as("the daemons among 8, and no others").hasSize(2);
  }
}
