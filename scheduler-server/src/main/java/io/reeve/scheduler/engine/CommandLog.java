package io.reeve.scheduler.engine;

import java.util.concurrent.CompletionStage;

/**
 * An ordered, durable, possibly replicated log of opaque batches of commands.
 *
 * <p>What was appended with success is durable, is applied by the {@link Replica} in log order,
 * exactly once per life of the process, and is applied again in the same order after a restart.
 *
 * <p>Thread-safe. {@link #append} may block its caller for as long as the log needs to queue the
 * batch, so it is called from the batcher's thread only.
 */
public interface CommandLog extends AutoCloseable {

  /**
   * Appends a batch.
   *
   * @param batch the bytes; not changed by anybody after the call
   * @return completes after the batch is durable and {@link Replica#apply} was called for it and
   *     its stage completed, with the entry's index. Completes exceptionally with {@link
   *     LogException} otherwise; its {@link LogException#outcome()} says whether the batch may
   *     still become durable
   * @throws IllegalArgumentException when the batch is larger than the log was set up for
   */
  CompletionStage<Long> append(byte[] batch);

  /** Where the log stands now. */
  Role role();

  /**
   * Takes a snapshot now and drops what it makes needless.
   *
   * @return completes when the snapshot is durable
   */
  CompletionStage<Void> snapshot();

  /**
   * Takes a last snapshot when there is something new, then stops. Repeating it has no effect. The
   * role is FAILED from then on, and no listener is told of it.
   */
  @Override
  void close();

  /**
   * Where the log stands.
   *
   * @param kind whether commands may be appended
   * @param term rises with every change of leader and with every restart; 0 while not known
   * @param leader who leads, as far as is known; empty when not
   */
  record Role(Kind kind, long term, String leader) {
    /** Whether commands may be appended. */
    public enum Kind {
      /** Replaying or electing; not yet. */
      STARTING,
      /** Yes. */
      LEADER,
      /** No: another peer leads. */
      FOLLOWER,
      /**
       * No: the log cannot be written for now, for example because the disk is full. It heals by
       * itself.
       */
      READ_ONLY,
      /** No, never again in this process. */
      FAILED
    }
  }

  /** Told about every change of role, on a thread of the log; returns fast. */
  interface RoleListener {
    /**
     * The role is now {@code role}. For LEADER: everything in the log was applied before this call.
     */
    void onRole(Role role);
  }
}
