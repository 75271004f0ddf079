package io.reeve.client.model;

/**
 * How many tasks are in each state.
 *
 * @param configuring in {@link TaskState#CONFIGURING}
 * @param queued in {@link TaskState#SUBMITTED}, {@link TaskState#VALIDATING}, {@link
 *     TaskState#QUEUED}
 * @param dispatching in {@link TaskState#DISPATCHING}
 * @param running in {@link TaskState#RUNNING} and {@link TaskState#FINISHING}
 * @param canceling in {@link TaskState#CANCELING}
 * @param finished in {@link TaskState#FINISHED}
 * @param failed in {@link TaskState#FAILED}
 * @param canceled in {@link TaskState#CANCELED}
 */
public record TaskCounts(
    long configuring,
    long queued,
    long dispatching,
    long running,
    long canceling,
    long finished,
    long failed,
    long canceled) {
  /** No task at all. */
  public static final TaskCounts NONE = new TaskCounts(0, 0, 0, 0, 0, 0, 0, 0);

  /** All tasks. */
  public long total() {
    return configuring + queued + dispatching + running + canceling + ended();
  }

  /** Tasks in a final state. */
  public long ended() {
    return finished + failed + canceled;
  }
}
