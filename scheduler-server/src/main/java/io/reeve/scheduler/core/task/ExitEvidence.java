package io.reeve.scheduler.core.task;

/** How a program ended: observed, never guessed. */
public sealed interface ExitEvidence {
  /**
   * It called exit.
   *
   * @param code 0 to 255
   */
  record Exited(int code) implements ExitEvidence {}

  /**
   * It was ended by a signal.
   *
   * @param signal the number
   * @param name for example {@code SIGKILL}
   * @param coreDumped whether the kernel wrote a core dump
   */
  record Signaled(int signal, String name, boolean coreDumped) implements ExitEvidence {}

  /**
   * It is gone, and how it ended cannot be known.
   *
   * @param why for example {@code reboot}
   */
  record Unknown(String why) implements ExitEvidence {}
}
