package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.task.TaskId;

/**
 * A place in a listing: the first item of what comes next. Each listing uses the parts it needs.
 *
 * @param number job id, or position among refs
 * @param part task id
 * @param name node name
 */
public record Cursor(long number, int part, String name) {
  static Cursor at(long number) {
    return new Cursor(number, 0, "");
  }

  static Cursor at(TaskId task) {
    return new Cursor(task.job(), task.task(), "");
  }

  static Cursor at(String name) {
    return new Cursor(0, 0, name);
  }
}
