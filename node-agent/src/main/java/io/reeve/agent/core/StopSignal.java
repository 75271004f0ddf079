package io.reeve.agent.core;

import java.util.Optional;

/** The signals the agent has names for, with their numbers on Linux. */
public enum StopSignal {
  /** Hang-up. */
  SIGHUP(1),
  /** Interrupt from the keyboard. */
  SIGINT(2),
  /** Quit from the keyboard. */
  SIGQUIT(3),
  /** Illegal instruction. */
  SIGILL(4),
  /** Trap. */
  SIGTRAP(5),
  /** Abort. */
  SIGABRT(6),
  /** Bus error. */
  SIGBUS(7),
  /** Floating point error. */
  SIGFPE(8),
  /** Kill; cannot be caught. */
  SIGKILL(9),
  /** User-defined 1. */
  SIGUSR1(10),
  /** Invalid memory reference. */
  SIGSEGV(11),
  /** User-defined 2. */
  SIGUSR2(12),
  /** Broken pipe. */
  SIGPIPE(13),
  /** Alarm clock. */
  SIGALRM(14),
  /** Termination: the usual polite signal. */
  SIGTERM(15),
  /** Continue when stopped. */
  SIGCONT(18),
  /** Processor time limit. */
  SIGXCPU(24),
  /** File size limit. */
  SIGXFSZ(25),
  /** Bad system call. */
  SIGSYS(31);

  private final int number;

  StopSignal(int number) {
    this.number = number;
  }

  /** The number on Linux. */
  public int number() {
    return number;
  }

  /** The signal of a number; empty for one without a name here, such as a real-time signal. */
  public static Optional<StopSignal> of(int number) {
    for (StopSignal signal : values()) {
      if (signal.number == number) {
        return Optional.of(signal);
      }
    }
    return Optional.empty();
  }

  /** The usual name, or {@code SIG34} for a number without one. */
  public static String nameOf(int number) {
    return of(number).map(Enum::name).orElse("SIG" + number);
  }
}
