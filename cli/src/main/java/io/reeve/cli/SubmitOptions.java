package io.reeve.cli;

import io.reeve.client.model.JobSpec;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Resources;
import io.reeve.client.model.Sweep;
import io.reeve.client.model.TaskSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code job submit} and {@code run} say about a job of one task. */
final class SubmitOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "Name of the job and its task.")
  @Nullable String name;

  @Option(
      names = "--priority",
      paramLabel = "P",
      description = "0 (lowest) to 4000 (highest); default 2000.")
  @Nullable Integer priority;

  @Option(names = "--project", paramLabel = "NAME", description = "For accounting.")
  @Nullable String project;

  @Option(
      names = "--cores",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Cores; default 1.")
  @Nullable Integer cores;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Converters.Size.class,
      description = "Memory, such as 512M or 2G; default: none reserved.")
  @Nullable Long memory;

  @Option(
      names = "--resource",
      paramLabel = "NAME=N",
      description = "An amount of a named resource, such as gpu=1. May be repeated.")
  Map<String, Long> resources = new LinkedHashMap<>();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Converters.Span.class,
      description = "Time to stop by itself after a cancel, 0s to 1h.")
  @Nullable Duration grace;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = Converters.Span.class,
      description = "How long the program may run.")
  @Nullable Duration timeLimit;

  @Option(
      names = "--rerunnable",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Whether it may be started again after a lost node; default true.")
  @Nullable Boolean rerunnable;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "An environment variable. May be repeated.")
  Map<String, String> env = new LinkedHashMap<>();

  @Option(
      names = "--workdir",
      paramLabel = "DIR",
      description = "Working directory on the node; default: a fresh one.")
  @Nullable String workDir;

  @Option(names = "--stdin", paramLabel = "FILE", description = "Standard input, on the node.")
  @Nullable String stdin;

  @Option(names = "--stdout", paramLabel = "FILE", description = "Standard output, on the node.")
  @Nullable String stdout;

  @Option(names = "--stderr", paramLabel = "FILE", description = "Standard error, on the node.")
  @Nullable String stderr;

  @Option(
      names = "--stop-signal",
      paramLabel = "SIGNAL",
      description = "The polite signal of a cancel, such as SIGINT; default SIGTERM.")
  @Nullable String stopSignal;

  @Option(
      names = "--sweep",
      paramLabel = "FIRST-LAST[:STEP]",
      converter = Converters.SweepRange.class,
      description = "Make the task parametric. Schedulers of this version refuse it.")
  @Nullable Sweep sweep;

  @Option(
      names = "--refuse-if-never-fits",
      description = "Refuse what no known node could run, instead of letting it wait.")
  boolean refuseIfNeverFits;

  @Option(
      names = "--fail-on-task-failure",
      description = "The first task that fails ends the others.")
  boolean failOnTaskFailure;

  JobSubmission submission(List<String> command) {
    JobSpec.Builder job = JobSpec.builder().failOnTaskFailure(failOnTaskFailure);
    if (name != null) {
      job.name(name);
    }
    if (priority != null) {
      job.priority(priority);
    }
    if (project != null) {
      job.project(project);
    }
    return JobSubmission.builder()
        .job(job.build())
        .task(task(command))
        .refuseIfNeverFits(refuseIfNeverFits)
        .build();
  }

  private TaskSpec task(List<String> command) {
    TaskSpec.Builder task = TaskSpec.command(command).env(env);
    if (name != null) {
      task.name(name);
    }
    if (cores != null || memory != null || !resources.isEmpty()) {
      task.resources(
          new Resources(cores == null ? 1 : cores, memory == null ? 0 : memory, resources));
    }
    if (grace != null) {
      task.gracePeriod(grace);
    }
    if (timeLimit != null) {
      task.timeLimit(timeLimit);
    }
    if (rerunnable != null) {
      task.rerunnable(rerunnable);
    }
    if (sweep != null) {
      task.sweep(sweep);
    }
    paths(task);
    return task.build();
  }

  private void paths(TaskSpec.Builder task) {
    if (workDir != null) {
      task.workDir(workDir);
    }
    if (stdin != null) {
      task.stdin(stdin);
    }
    if (stdout != null) {
      task.stdout(stdout);
    }
    if (stderr != null) {
      task.stderr(stderr);
    }
    if (stopSignal != null) {
      task.stopSignal(stopSignal);
    }
  }
}
