package io.reeve.agent.app;

import io.reeve.agent.config.AgentConfig;
import io.reeve.agent.head.JoinListener;
import jakarta.inject.Inject;

/**
 * Says on standard output that the agent joined, once: whoever started it may be waiting for the
 * line. And on standard error that it is refused, once for each reason.
 */
final class JoinNotice implements JoinListener {
  private final AgentConfig config;

  // Runner thread only.
  private boolean given;
  private String refusal = "";

  @Inject
  JoinNotice(AgentConfig config) {
    this.config = config;
  }

  @Override
  public void joined() {
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
    refusal = "";
  }

  @Override
  public void refused(String why) {
    if (!why.equals(refusal)) {
      refusal = why;
      System.err.println(
          "reeve-agent: "
              + why
              + "; trying again every 30 s; without a lease the node's tasks are ended");
    }
  }
}
