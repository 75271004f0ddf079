package io.reeve.client.model;

/**
 * How the program of an attempt ended: observed, never guessed.
 *
 * @param evidence what was seen
 * @param coreDumped true when the kernel wrote a core dump
 */
public record ExitStatus(Evidence evidence, boolean coreDumped) {
  /** What was seen of a program's end. */
  public sealed interface Evidence permits Code, Signal, Unknown {}

  /**
   * It called exit.
   *
   * @param code 0 to 255
   */
  public record Code(int code) implements Evidence {}

  /**
   * It was ended by a signal.
   *
   * @param number the signal's number
   * @param name its name, for example {@code SIGKILL}; may be empty
   */
  public record Signal(int number, String name) implements Evidence {}

  /**
   * It is gone, and how it ended cannot be known.
   *
   * @param why for example {@code reboot}
   */
  public record Unknown(String why) implements Evidence {}

  /** An exit with a code. */
  public static ExitStatus ofCode(int code) {
    return new ExitStatus(new Code(code), false);
  }

  /** An end by a signal. */
  public static ExitStatus ofSignal(int number, String name) {
    return new ExitStatus(new Signal(number, name), false);
  }

  /** An end that cannot be known. */
  public static ExitStatus unknown(String why) {
    return new ExitStatus(new Unknown(why), false);
  }
}
