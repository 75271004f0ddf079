package io.reeve.client.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A request to cancel a job.
 *
 * @param job the job
 * @param message why, at most 320 code points; longer is refused, not cut
 * @param force kills running tasks at once
 * @param graceful lets running tasks end by themselves; not together with {@code force}
 * @param gracePeriod for its running tasks instead of their own, zero to one hour
 */
public record JobCancel(
    JobId job, String message, boolean force, boolean graceful, Optional<Duration> gracePeriod) {
  /** Starts from a polite cancel without a message. */
  public static Builder of(JobId job) {
    return new Builder(job);
  }

  /** Collects the parts of a request. Not thread-safe. */
  public static final class Builder {
    private final JobId job;
    private String message = "";
    private boolean force;
    private boolean graceful;
    private Optional<Duration> gracePeriod = Optional.empty();

    private Builder(JobId job) {
      this.job = job;
    }

    /** Why, at most 320 code points. */
    public Builder message(String value) {
      message = value;
      return this;
    }

    /** Kills running tasks at once. */
    public Builder force(boolean value) {
      force = value;
      return this;
    }

    /** Lets running tasks end by themselves; nothing new starts. */
    public Builder graceful(boolean value) {
      graceful = value;
      return this;
    }

    /** For its running tasks instead of their own, zero to one hour. */
    public Builder gracePeriod(Duration value) {
      gracePeriod = Optional.of(value);
      return this;
    }

    /** The request. */
    public JobCancel build() {
      return new JobCancel(job, message, force, graceful, gracePeriod);
    }
  }
}
