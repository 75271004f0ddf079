package io.reeve.scheduler.rpc.convert;

import java.time.Duration;

/** How much a request may ask for; the comments of the protos promise these numbers to callers. */
final class Limits {
  private Limits() {}

  /** Code points of a message that says why. Source: ICluster::CancelTask. */
  static final int MESSAGE_CODE_POINTS = 320;

  /** Code points of the name of a job, a task or a project. */
  static final int NAME_CODE_POINTS = 80;

  /** Bytes of a command, its elements joined by one byte each. */
  static final int COMMAND_BYTES = 32 * 1024;

  /** Bytes of an environment, each variable with the {@code =} between its name and value. */
  static final int ENV_BYTES = 256 * 1024;

  /** Bytes of a path; what Linux takes. */
  static final int PATH_BYTES = 4096;

  /** Named resources of one task. */
  static final int NAMED_RESOURCES = 32;

  /** Ranges of exit codes of one task: there are no more codes than that. */
  static final int EXIT_CODE_RANGES = 256;

  /** Highest exit code. */
  static final int EXIT_CODE = 255;

  /** Longest grace period. */
  static final Duration GRACE = Duration.ofHours(1);

  /** Shortest time limit. */
  static final Duration SHORTEST_TIME_LIMIT = Duration.ofSeconds(1);

  /** Longest time limit: ten years. */
  static final Duration LONGEST_TIME_LIMIT = Duration.ofDays(3650);

  /** Longest wait of one call. */
  static final Duration WAIT = Duration.ofHours(1);

  /** Tasks added by one call. */
  static final int TASKS_PER_CALL = 10_000;

  /** Tasks named by one mutation. */
  static final int REFS = 100_000;

  /** Tasks named by one call that answers with tasks, or watches them. */
  static final int REFS_TO_READ = 1_000;

  /** Jobs named by one filter. */
  static final int FILTER_JOBS = 10_000;

  /** Items of a page when the request does not say. */
  static final int DEFAULT_PAGE = 50;

  /** Items of a page at most. */
  static final int LARGEST_PAGE = 1_000;
}
