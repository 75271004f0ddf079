package io.reeve.scheduler.core.node;

import java.time.Duration;

/**
 * How long a silent node is trusted. The agent keeps the lease by its own clock, counted from the
 * sending of the last heartbeat that was answered; when it is over the agent ends all its attempts.
 * The head node counts from its last answer and adds a margin, so an agent that runs has ended them
 * before its node is declared lost.
 *
 * <p>Only the agent enforces it. The supervisors do not know the lease: while the agent is dead or
 * stopped, what it had started lives on past it, unless an end was ordered before. Such attempts
 * are ended when the agent is back.
 *
 * @param heartbeatInterval how often the agent gives a sign of life
 * @param inactivityCount how many may be missed
 */
public record Lease(Duration heartbeatInterval, int inactivityCount) {
  private static final Duration KILL_SLACK = Duration.ofSeconds(2);

  /** How long the agent holds on after its last answered heartbeat. */
  public Duration duration() {
    return heartbeatInterval.multipliedBy(inactivityCount);
  }

  /** The longest grace the agent gives its tasks when the lease is over, whatever their own. */
  public Duration longestGrace() {
    return duration().dividedBy(3);
  }

  /** How long after its last answer the head node declares the node lost. */
  public Duration lostAfter() {
    return duration().plus(longestGrace()).plus(KILL_SLACK);
  }

  /** Whether a node that has been silent for {@code silence} is lost. */
  public boolean isLostAfter(Duration silence) {
    return silence.compareTo(lostAfter()) >= 0;
  }
}
