package io.reeve.scheduler.core.node;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease that was longer than the one in force now. Part of the state, because an agent that is
 * cut off goes on trusting it, and a head node that starts anew has no other way to know.
 *
 * @param lease the longer one
 * @param until when no agent goes by it any more
 */
public record FormerLease(Lease lease, Instant until) {
  /**
   * How many times its length a lease is remembered. Once would do if clocks were never set and the
   * last answer with it were not given a little after its change was stamped.
   */
  private static final int REMEMBERED = 2;

  /**
   * What is to be remembered after a change of the lease; absent when nothing is.
   *
   * @param known what was remembered before
   * @param old the lease before the change
   * @param next the lease after it
   * @param now when it was changed
   */
  public static @Nullable FormerLease after(
      @Nullable FormerLease known, Lease old, Lease next, Instant now) {
    var before = known != null && known.countsAt(now) ? known : null;
    if (!old.isLongerThan(next)) {
      return before;
    }
    var ended = new FormerLease(old, now.plus(old.lostAfter().multipliedBy(REMEMBERED)));
    return before == null ? ended : before.with(ended);
  }

  /** One for both: neither is forgotten before its time. */
  private FormerLease with(FormerLease other) {
    return new FormerLease(
        lease.isLongerThan(other.lease) ? lease : other.lease,
        until.isAfter(other.until) ? until : other.until);
  }

  /** Whether an agent may still go by it. */
  public boolean countsAt(Instant time) {
    return time.isBefore(until);
  }
}
