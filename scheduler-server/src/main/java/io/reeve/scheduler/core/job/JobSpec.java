package io.reeve.scheduler.core.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a job is, apart from its tasks. Checked at the rim, never changed afterwards.
 *
 * @param name for people; may be empty
 * @param priority 0 to 4000; higher starts first
 * @param grace default of its tasks; absent means the cluster's
 * @param failOnTaskFailure whether the first task that fails ends the others
 * @param project for accounting; may be empty
 */
public record JobSpec(
    String name,
    int priority,
    @Nullable Duration grace,
    boolean failOnTaskFailure,
    String project) {
  /** Priority of a job that names none. Source: ISchedulerJob::ExpandedPriority. */
  public static final int NORMAL_PRIORITY = 2000;

  /** Highest priority. */
  public static final int HIGHEST_PRIORITY = 4000;

  /** All defaults. */
  public static final JobSpec DEFAULT = new JobSpec("", NORMAL_PRIORITY, null, false, "");
}
