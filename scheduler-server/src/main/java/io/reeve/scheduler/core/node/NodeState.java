package io.reeve.scheduler.core.node;

/**
 * Whether a node takes work; whether it can be reached is a separate fact. Source: NodeState
 * enumeration.
 */
public enum NodeState {
  /** Takes no work and runs none. */
  OFFLINE,
  /** Takes no new work; OFFLINE when the last task ended. */
  DRAINING,
  /** Takes work. */
  ONLINE
}
