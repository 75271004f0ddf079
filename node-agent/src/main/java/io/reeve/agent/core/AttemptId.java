package io.reeve.agent.core;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one attempt to run a task on a node.
 *
 * @param job job id, from 1
 * @param task task id inside the job, from 1
 * @param subtask subtask id inside a sweep; 0 for the task itself
 * @param attempt number of the attempt, from 1; never used again for the same task
 */
public record AttemptId(long job, int task, int subtask, int attempt)
    implements Comparable<AttemptId> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18})\\.(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");
  private static final Comparator<AttemptId> ORDER =
      Comparator.comparingLong(AttemptId::job)
          .thenComparingInt(AttemptId::task)
          .thenComparingInt(AttemptId::subtask)
          .thenComparingInt(AttemptId::attempt);

  /** Checks the ranges. */
  public AttemptId {
    if (job < 1 || task < 1 || subtask < 0 || attempt < 1) {
      throw new IllegalArgumentException(
          "no such attempt: " + job + "." + task + "." + subtask + "." + attempt);
    }
  }

  /**
   * Reads the form of {@link #toString}.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static AttemptId parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an attempt: " + text);
    }
    return new AttemptId(
        Long.parseLong(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)),
        Integer.parseInt(parts.group(4)));
  }

  /**
   * All four numbers with dots between, for example {@code 12.1.0.3}: also the directory's name.
   */
  @Override
  public String toString() {
    return job + "." + task + "." + subtask + "." + attempt;
  }

  @Override
  public int compareTo(AttemptId other) {
    return ORDER.compare(this, other);
  }
}
