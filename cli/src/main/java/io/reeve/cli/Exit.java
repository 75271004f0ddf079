package io.reeve.cli;

/** The exit codes scripts may rely on. */
final class Exit {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int UNREACHABLE = 3;
  static final int TIMED_OUT = 4;

  private Exit() {}
}
