package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.task.AttemptId;

/** Work that follows from a durable change. Doing it twice is harmless. */
public sealed interface Effect {

  /**
   * What {@code node} should be doing with {@code attempt} changed: see {@link ClusterView#order}.
   */
  record Tell(String node, AttemptId attempt) implements Effect {}

  /** The end of {@code attempt} is durable: {@code node} may forget it. */
  record Acknowledge(String node, AttemptId attempt) implements Effect {}
}
