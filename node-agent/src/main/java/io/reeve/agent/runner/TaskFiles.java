package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StartOrder;
import java.nio.file.Path;

/**
 * The paths a task sees, all absolute.
 *
 * @param workDir working directory
 * @param ownWorkDir whether it is a fresh one below the data directory
 * @param stdin standard input
 * @param stdout standard output
 * @param stderr standard error
 */
record TaskFiles(String workDir, boolean ownWorkDir, String stdin, String stdout, String stderr) {

  /**
   * Resolves them: relative ones are below the working directory, absent ones below the data
   * directory, where they stay after the attempt is acknowledged, as people read them then.
   */
  static TaskFiles of(StartOrder order, Path dataDir) {
    AttemptId id = order.id();
    boolean own = order.workDir().isEmpty();
    Path work = own ? dataDir.resolve("work").resolve(id.toString()) : Path.of(order.workDir());
    Path output = outputDirectory(id, dataDir);
    String name = id.task() + "." + id.subtask() + "." + id.attempt();
    return new TaskFiles(
        work.toString(),
        own,
        order.stdin().isEmpty() ? "/dev/null" : work.resolve(order.stdin()).toString(),
        resolve(work, order.stdout(), output.resolve(name + ".out")),
        resolve(work, order.stderr(), output.resolve(name + ".err")));
  }

  /** Where output goes that the task did not direct elsewhere: one directory for each job. */
  static Path outputDirectory(AttemptId id, Path dataDir) {
    return dataDir.resolve("output").resolve(Long.toString(id.job()));
  }

  private static String resolve(Path work, String asked, Path otherwise) {
    return (asked.isEmpty() ? otherwise : work.resolve(asked)).toString();
  }
}
