package io.reeve.client.model;

/** Whether a node takes work. Whether it can be reached is a separate fact. */
public enum NodeState {
  /** A state this version of the client does not know. */
  UNKNOWN,
  /** Takes no work and runs none. */
  OFFLINE,
  /** Takes no new work; goes offline when its last task ended. */
  DRAINING,
  /** Takes work. */
  ONLINE
}
