package io.reeve.scheduler.log;

import java.util.concurrent.ThreadFactory;

/**
 * Names for this package's threads. All are daemons: a log that fails never keeps the process
 * alive.
 */
final class Threads {
  private Threads() {}

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
