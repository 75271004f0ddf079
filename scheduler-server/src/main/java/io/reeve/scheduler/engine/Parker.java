package io.reeve.scheduler.engine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets one thread wait for what other threads do: it spins for some tens of microseconds, because
 * most waits on the way of a command are that short and waking a sleeping thread costs as much, and
 * then sleeps, so that an idle daemon uses no processor time.
 */
final class Parker {
  private static final int SPINS = 400;

  private final Thread owner;
  private volatile boolean sleeping;

  Parker(Thread owner) {
    this.owner = owner;
  }

  /**
   * Returns when {@code ready} holds; the owner only. Others make it so and then call {@link
   * #wake}.
   */
  void await(BooleanSupplier ready) {
    for (var spin = 0; spin < SPINS; spin++) {
      if (ready.getAsBoolean()) {
        return;
      }
      Thread.onSpinWait();
    }
    sleeping = true;
    while (!ready.getAsBoolean()) {
      LockSupport.park(this);
    }
    sleeping = false;
  }

  /** Something changed. */
  void wake() {
    if (sleeping) {
      LockSupport.unpark(owner);
    }
  }
}
