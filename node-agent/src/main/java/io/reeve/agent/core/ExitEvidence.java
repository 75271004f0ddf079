package io.reeve.agent.core;

/** How a program ended: observed, never guessed. */
public sealed interface ExitEvidence {

  /**
   * It called exit.
   *
   * @param code 0 to 255
   */
  record Code(int code) implements ExitEvidence {}

  /**
   * It was ended by a signal.
   *
   * @param number the signal's number on this platform
   * @param coreDumped whether the kernel wrote a core dump
   */
  record Signal(int number, boolean coreDumped) implements ExitEvidence {}

  /**
   * It is gone and how it ended cannot be known.
   *
   * @param why for example {@code reboot} or {@code supervisor lost}
   */
  record Unknown(String why) implements ExitEvidence {}
}
