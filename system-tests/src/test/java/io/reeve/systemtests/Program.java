package io.reeve.systemtests;

import io.reeve.client.model.TaskSpec;
import io.reeve.testing.Proc;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A small shell program to run as a task. It carries a mark among its arguments, and so does every
 * child it starts, so that the operating system can be asked whether anything of it is left.
 */
final class Program {
  private static final Random RANDOM = new Random();

  private final String mark = "reeve-test-" + Long.toHexString(RANDOM.nextLong());
  private final String script;

  private Program(String script) {
    this.script = script;
  }

  /** Runs until it is asked to stop, then exits with a code. */
  static Program stoppingWith(int code) {
    return new Program("trap 'exit " + code + "' TERM; while :; do sleep 60 & wait $!; done");
  }

  /** Ignores the polite signal and has a child that left its session and ignores it too. */
  static Program stubbornWithChild() {
    return new Program(
        "trap '' TERM; (setsid sh -c 'trap \"\" TERM; while :; do sleep 60; done' \"$0\" &)"
            + " ; while :; do sleep 60; done");
  }

  /** Ends by itself when the file exists. */
  static Program untilExists(Path file, int code) {
    return new Program("while [ ! -e '" + file + "' ]; do sleep 0.02; done; exit " + code);
  }

  /** Ends at once. */
  static Program exiting(int code) {
    return new Program("exit " + code);
  }

  TaskSpec.Builder spec() {
    return TaskSpec.command("/bin/sh", "-c", script, mark);
  }

  /** Processes that carry the mark, the sleeping children aside. */
  List<Long> alive() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> Proc.commandLine(pid).contains(mark))
        .toList();
  }
}
