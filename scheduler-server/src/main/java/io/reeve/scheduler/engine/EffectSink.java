package io.reeve.scheduler.engine;

import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.Effect;

/**
 * Carries out what follows from durable changes. Called on the engine thread; every method returns
 * at once. The view is for the duration of the call.
 */
public interface EffectSink {
  /**
   * This head leads now, and {@code view} is all that ever became durable: whatever it calls for is
   * to be done, done before or not. Called again when it leads again, also after a time in which
   * the log could not be written.
   */
  void leading(long term, ClusterView view);

  /** Does one thing; only while leading. */
  void carryOut(Effect effect, ClusterView view);

  /** A command was applied and its effects carried out; only while leading. */
  void applied(ClusterView view);

  /** This head does not lead any more, or is stopping: it must not tell anybody anything. */
  void notLeading();
}
