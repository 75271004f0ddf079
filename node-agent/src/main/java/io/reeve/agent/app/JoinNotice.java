package io.reeve.agent.app;

import io.reeve.agent.config.AgentConfig;
import jakarta.inject.Inject;

/**
 * Says on standard output that the agent joined, once: whoever started it may be waiting for the
 * line.
 */
final class JoinNotice implements Runnable {
  private final AgentConfig config;
  private boolean given; // runner thread only

  @Inject
  JoinNotice(AgentConfig config) {
    this.config = config;
  }

  @Override
  public void run() {
    if (!given) {
      given = true;
      System.out.println(
          "reeve-agent: joined "
              + config.headHost()
              + ":"
              + config.headPort()
              + " as "
              + config.name());
      System.out.flush();
    }
  }
}
