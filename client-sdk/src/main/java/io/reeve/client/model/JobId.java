package io.reeve.client.model;

/**
 * Names a job: {@code 12}.
 *
 * @param value from 1
 */
public record JobId(long value) implements Comparable<JobId> {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public JobId {
    if (value < 1) {
      throw new IllegalArgumentException("a job id is a positive number: " + value);
    }
  }

  /**
   * Names a job by its number.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static JobId of(long value) {
    return new JobId(value);
  }

  /**
   * Reads what {@link #toString} prints.
   *
   * @throws MalformedIdException if the text is anything but a positive number
   */
  public static JobId parse(String text) {
    return new JobId(
        IdNumbers.parse(text, "a job id is a positive number, for example 12", 1, 1)[0]);
  }

  /** The task of this job with that number, from 1. */
  public TaskId task(int taskId) {
    return TaskId.of(value, taskId);
  }

  @Override
  public int compareTo(JobId other) {
    return Long.compare(value, other.value);
  }

  /** The number in decimal. */
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
