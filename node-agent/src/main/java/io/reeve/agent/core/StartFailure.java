package io.reeve.agent.core;

/**
 * Why a program could not be started.
 *
 * @param stage what failed
 * @param errorNumber the operating system's error number; 0 when there is none
 * @param message in words, with the path concerned
 */
public record StartFailure(Stage stage, int errorNumber, String message) {

  /** What failed, in the order of a start. Same names as on the wire. */
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
    /** The node could not start a process: its own trouble. */
    NODE
  }
}
