package io.reeve.testing.faults;

import io.reeve.client.model.ExitStatus;
import io.reeve.client.model.ExitStatus.Code;
import io.reeve.client.model.ExitStatus.Signal;
import io.reeve.client.model.TaskSpec;
import java.nio.file.Path;

/** The programs that run as tasks; each has a code and a number of milliseconds as parameters. */
public enum ProgramKind {
  /** Ends by itself with the code. */
  EXITING("sleep $2; exit $1", true, true),
  /** Sleeps until a signal ends it. */
  SLEEPING("exec sleep 3600", false, false),
  /** Ends with the code when it is asked to. */
  POLITE("trap 'exit '$1 TERM; while :; do sleep 60 & wait $!; done", false, true),
  /**
   * Ignores the polite signal, and so do its children: one in a session of its own, one whose
   * parent is gone, with no environment left.
   */
  STUBBORN(
      "trap '' TERM INT HUP; C='trap \"\" TERM INT HUP; while :; do sleep 60; done';"
          + " (setsid sh -c \"$C\" $0 &); (env -i setsid sh -c \"cd /; ($C) & exit\" $0 &);"
          + " while :; do sleep 60; done",
      false,
      false),
  /** Ends by itself with the code and leaves polite and stubborn children behind. */
  LEAVING(
      "(setsid sh -c 'sleep 3600' $0 &);"
          + " (env -i setsid sh -c 'trap \"\" TERM; while :; do sleep 60; done' $0 &);"
          + " sleep $2; exit $1",
      true,
      true);

  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private final String script;
  private final boolean endsByItself;
  private final boolean givesCode;

  ProgramKind(String script, boolean endsByItself, boolean givesCode) {
    this.script = script;
    this.endsByItself = endsByItself;
    this.givesCode = givesCode;
  }

  /**
   * The program as a task.
   *
   * @param tag the word by which programs of this run are known; it stands among the arguments of
   *     everything the program starts, with the attempt behind it
   * @param starts where the program notes that it began, see {@link History.Start}
   * @param code 0 to 255
   * @param millis how long those that end by themselves take
   */
  TaskSpec.Builder spec(String tag, Path starts, int code, int millis) {
    var seconds = millis / 1000 + "." + String.format("%03d", millis % 1000);
    // A shell that knows its attempt, then another with that among its arguments.
    return TaskSpec.command(
        "/bin/sh",
        "-c",
        "echo $REEVE_ATTEMPT $$ >> \"$4\"; exec /bin/sh -c \"$1\" "
            + (tag + "=$REEVE_ATTEMPT \"$2\" \"$3\""),
        "start",
        script,
        Integer.toString(code),
        seconds,
        starts.toString());
  }

  /** Whether it ends when nobody asks. */
  public boolean endsByItself() {
    return endsByItself;
  }

  /**
   * Whether the kernel can have said this of it.
   *
   * @param code the code it was given
   * @param asked whether anybody asked it to end
   */
  public boolean canEndWith(ExitStatus.Evidence exit, int code, boolean asked) {
    if (exit instanceof Code real) {
      return givesCode && real.code() == code && (endsByItself || asked);
    }
    return exit instanceof Signal signal
        && asked
        && (signal.number() == SIGTERM || signal.number() == SIGKILL);
  }
}
