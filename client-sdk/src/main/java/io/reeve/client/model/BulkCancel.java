package io.reeve.client.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A request to cancel many tasks in one durable step.
 *
 * @param selector which tasks; a filter leaves out tasks in final states unless it names them
 * @param message why, at most 320 code points; kept with each task
 * @param force skips the grace period
 * @param gracePeriod time to stop by itself, zero to one hour; empty: each task's own
 * @param stopOnError leave the rest alone after an item that cannot be canceled; those before it
 *     stay canceled
 * @param dryRun only say what would happen
 */
public record BulkCancel(
    TaskSelector selector,
    String message,
    boolean force,
    Optional<Duration> gracePeriod,
    boolean stopOnError,
    boolean dryRun) {
  /** Starts from a polite cancel without a message that goes on after an error. */
  public static Builder of(TaskSelector selector) {
    return new Builder(selector);
  }

  /** Collects the parts of a request. Not thread-safe. */
  public static final class Builder {
    private final TaskSelector selector;
    private String message = "";
    private boolean force;
    private Optional<Duration> gracePeriod = Optional.empty();
    private boolean stopOnError;
    private boolean dryRun;

    private Builder(TaskSelector selector) {
      this.selector = selector;
    }

    /** Why, at most 320 code points. */
    public Builder message(String value) {
      message = value;
      return this;
    }

    /** Kills every process at once. */
    public Builder force(boolean value) {
      force = value;
      return this;
    }

    /** Time to stop by itself, zero to one hour. */
    public Builder gracePeriod(Duration value) {
      gracePeriod = Optional.of(value);
      return this;
    }

    /** Leave the rest alone after an item that cannot be canceled. */
    public Builder stopOnError(boolean value) {
      stopOnError = value;
      return this;
    }

    /** Only say what would happen. */
    public Builder dryRun(boolean value) {
      dryRun = value;
      return this;
    }

    /** The request. */
    public BulkCancel build() {
      return new BulkCancel(selector, message, force, gracePeriod, stopOnError, dryRun);
    }
  }
}
