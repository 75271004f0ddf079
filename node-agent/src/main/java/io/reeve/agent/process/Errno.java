package io.reeve.agent.process;

/** Words for the error numbers of Linux that a start can fail with. */
final class Errno {
  private Errno() {}

  static String text(int number) {
    return switch (number) {
      case 1 -> "operation not permitted";
      case 2 -> "no such file or directory";
      case 4 -> "interrupted: killed before the program was executed";
      case 5 -> "input/output error";
      case 7 -> "argument list too long";
      case 8 -> "exec format error";
      case 11 -> "no more processes can be started";
      case 12 -> "out of memory";
      case 13 -> "permission denied";
      case 20 -> "not a directory";
      case 21 -> "is a directory";
      case 22 -> "invalid launch specification";
      case 23, 24 -> "too many open files";
      case 26 -> "text file busy";
      case 28 -> "no space left on device";
      case 30 -> "read-only file system";
      case 36 -> "file name too long";
      case 40 -> "too many levels of symbolic links";
      default -> "error " + number;
    };
  }
}
