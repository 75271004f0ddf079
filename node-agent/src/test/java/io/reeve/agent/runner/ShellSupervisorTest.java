package io.reeve.agent.runner;

import io.reeve.agent.testing.LiveNode;
import java.nio.file.Path;

/** The contract with the plain sh supervisor. */
class ShellSupervisorTest extends AttemptContract {
  @Override
  Path supervisor() {
    return LiveNode.shellSupervisor();
  }
}
