package io.reeve.client.model;

/**
 * Which tasks to list.
 *
 * @param selector which; unknown ids are left out of the answer
 * @param pageSize 1 to 1000; 0 means 50
 * @param pageToken of the page before; empty: the first page
 */
public record TaskQuery(TaskSelector selector, int pageSize, String pageToken) {
  /** The first page of what the selector names. */
  public static TaskQuery of(TaskSelector selector) {
    return new TaskQuery(selector, 0, "");
  }

  /** The first page of a job's tasks. */
  public static TaskQuery ofJob(JobId job) {
    return of(TaskSelector.ofJob(job));
  }

  /** The same query with pages of this size. */
  public TaskQuery pageSize(int size) {
    return new TaskQuery(selector, size, pageToken);
  }

  /** The same query, from another page on. */
  public TaskQuery page(String token) {
    return new TaskQuery(selector, pageSize, token);
  }
}
