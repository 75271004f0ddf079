package io.reeve.scheduler.core.task;

/**
 * Why a program could not be started.
 *
 * @param stage what failed
 * @param errorNumber the operating system's number; 0 when there is none
 * @param message in words, with the path concerned
 */
public record StartFailure(Stage stage, int errorNumber, String message) {
  /** What failed. */
  public enum Stage {
    /** The working directory is missing or cannot be entered. */
    WORK_DIR,
    /** The standard input file cannot be opened. */
    STDIN,
    /** The standard output file cannot be opened. */
    STDOUT,
    /** The standard error file cannot be opened. */
    STDERR,
    /** The program is missing or cannot be executed. */
    EXEC,
    /** The node's own trouble. */
    NODE
  }

  /**
   * Whether it is the system's fault: only then is the task started again on the system's account.
   */
  public boolean isSystemError() {
    return stage == Stage.NODE;
  }
}
