package io.reeve.client.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job is; its tasks are given apart.
 *
 * @param name for people, at most 80 code points; may be empty
 * @param priority 0 (lowest) to 4000 (highest); empty: 2000
 * @param gracePeriod default of its tasks' grace period, zero to one hour; empty: the cluster's
 * @param failOnTaskFailure whether the first task that fails ends the others and fails the job
 * @param project for accounting, at most 80 code points; may be empty
 */
public record JobSpec(
    String name,
    OptionalInt priority,
    Optional<Duration> gracePeriod,
    boolean failOnTaskFailure,
    String project) {
  /** A job with every default. */
  public static JobSpec defaults() {
    return builder().build();
  }

  /** Starts from every default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {
    private String name = "";
    private OptionalInt priority = OptionalInt.empty();
    private Optional<Duration> gracePeriod = Optional.empty();
    private boolean failOnTaskFailure;
    private String project = "";

    private Builder() {}

    /** For people, at most 80 code points. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** 0 (lowest) to 4000 (highest). Default: 2000. */
    public Builder priority(int value) {
      priority = OptionalInt.of(value);
      return this;
    }

    /** Default of its tasks' grace period, zero to one hour. Default: the cluster's. */
    public Builder gracePeriod(Duration value) {
      gracePeriod = Optional.of(value);
      return this;
    }

    /** Whether the first task that fails ends the others. Default: false. */
    public Builder failOnTaskFailure(boolean value) {
      failOnTaskFailure = value;
      return this;
    }

    /** For accounting, at most 80 code points. */
    public Builder project(String value) {
      project = value;
      return this;
    }

    /** The value; ranges are checked by the scheduler. */
    public JobSpec build() {
      return new JobSpec(name, priority, gracePeriod, failOnTaskFailure, project);
    }
  }
}
