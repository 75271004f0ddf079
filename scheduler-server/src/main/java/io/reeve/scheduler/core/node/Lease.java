package io.reeve.scheduler.core.node;

import java.time.Duration;

/**
 * How long a silent node is trusted. The agent keeps the lease by its own clock, counted from the
 * sending of the last heartbeat that was answered; when it is over the agent ends all its attempts.
 * The head node counts from its last answer and adds a margin, so an agent that runs has ended them
 * before its node is declared lost.
 *
 * <p>While the agent is dead or stopped, the supervisors keep the lease: each ends what it runs by
 * the same time, {@link #longestGrace} after the end of the lease. The plain sh supervisor does
 * not, see {@link Node#keepsLease}.
 *
 * @param heartbeatInterval how often the agent gives a sign of life
 * @param inactivityCount how many may be missed
 */
public record Lease(Duration heartbeatInterval, int inactivityCount) {
  private static final Duration KILL_SLACK = Duration.ofSeconds(2);

  /**
   * How long after its last answer an agent counts as silent: a heartbeat is overdue, by more than
   * a busy machine explains.
   */
  public Duration silentAfter() {
    return heartbeatInterval.multipliedBy(3).dividedBy(2);
  }

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

  /** Whether a silent node is trusted longer by this one. */
  public boolean isLongerThan(Lease other) {
    return duration().compareTo(other.duration()) > 0;
  }

  /** Whether a node that has been silent for {@code silence} is lost. */
  public boolean isLostAfter(Duration silence) {
    return silence.compareTo(lostAfter()) >= 0;
  }
}
