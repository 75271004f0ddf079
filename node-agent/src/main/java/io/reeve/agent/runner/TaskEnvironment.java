package io.reeve.agent.runner;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.process.Marks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The environment of a task: the node's basic variables, the task's own over them, and the built-in
 * ones, which nothing can replace. The {@code CCP_*} names and values are those of HPC Pack; each
 * has a {@code REEVE_*} twin.
 */
final class TaskEnvironment {
  private static final int NO_TIME_LIMIT = Integer.MAX_VALUE; // what CCP_RUNTIME says for "none"
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private TaskEnvironment() {}

  static Map<String, String> of(
      StartOrder order, TaskFiles files, NodeContext node, String clusterName, String nodeMark) {
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", DEFAULT_PATH);
    env.put("HOME", System.getProperty("user.home", "/"));
    env.put("USER", System.getProperty("user.name", ""));
    env.put("LOGNAME", System.getProperty("user.name", ""));
    env.put("SHELL", "/bin/sh");
    env.put("LANG", "C.UTF-8");
    env.putAll(order.env());
    identity(env, order);
    place(env, order, node, clusterName);
    files(env, files);
    env.put(Marks.ATTEMPT, order.id().toString());
    env.put(Marks.NODE, nodeMark);
    return env;
  }

  private static void identity(Map<String, String> env, StartOrder order) {
    AttemptId id = order.id();
    both(env, "CCP_JOBID", "REEVE_JOB_ID", Long.toString(id.job()));
    both(env, "CCP_TASKID", "REEVE_TASK_ID", Integer.toString(id.task()));
    both(env, "CCP_TASKINSTANCEID", "REEVE_SUBTASK_ID", Integer.toString(id.subtask()));
    both(env, "CCP_JOBNAME", "REEVE_JOB_NAME", order.jobName());
    both(env, "CCP_TASKNAME", "REEVE_TASK_NAME", order.taskName());
    both(env, "CCP_RETRY_COUNT", "REEVE_RETRY_COUNT", Integer.toString(order.retryCount()));
    both(env, "CCP_RERUNNABLE", "REEVE_RERUNNABLE", order.rerunnable() ? "True" : "False");
    both(env, "CCP_RUNTIME", "REEVE_TIME_LIMIT_SECONDS", runtime(order.timeLimit()));
    env.put("CCP_JOBTYPE", "Batch");
    env.put("CCP_EXCLUSIVE", "False");
    env.put("REEVE_ATTEMPT_NUMBER", Integer.toString(id.attempt()));
    env.put("REEVE_OWNER", order.owner());
  }

  private static void place(
      Map<String, String> env, StartOrder order, NodeContext node, String clusterName) {
    String cores = Integer.toString(order.cores());
    both(env, "CCP_CLUSTER_NAME", "REEVE_CLUSTER_NAME", clusterName);
    both(env, "CCP_SCHEDULER", "REEVE_SCHEDULER", node.head());
    both(env, "CCP_NUMCPUS", "REEVE_CORES", cores);
    env.put("CCP_NODES", "1 " + node.node() + " " + cores);
    env.put("CCP_NODES_CORES", "1 " + node.node() + " " + cores);
    env.put("REEVE_NODE", node.node());
  }

  private static void files(Map<String, String> env, TaskFiles files) {
    both(env, "CCP_WORKDIR", "REEVE_WORK_DIR", files.workDir());
    both(env, "CCP_STDOUT", "REEVE_STDOUT", files.stdout());
    both(env, "CCP_STDERR", "REEVE_STDERR", files.stderr());
  }

  private static String runtime(Optional<Duration> limit) {
    return Long.toString(limit.map(Duration::toSeconds).orElse((long) NO_TIME_LIMIT));
  }

  private static void both(Map<String, String> env, String ccp, String reeve, String value) {
    env.put(ccp, value);
    env.put(reeve, value);
  }
}
