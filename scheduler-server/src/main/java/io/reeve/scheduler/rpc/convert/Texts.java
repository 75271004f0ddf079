package io.reeve.scheduler.rpc.convert;

import java.nio.charset.StandardCharsets;

/** Checks of text fields. */
final class Texts {
  private Texts() {}

  static void checkName(String name, String path, Violations bad) {
    bad.require(
        codePoints(name) <= Limits.NAME_CODE_POINTS
            && name.codePoints().noneMatch(Character::isISOControl),
        path,
        "at most " + Limits.NAME_CODE_POINTS + " Unicode code points, no control characters");
  }

  static void checkMessage(String message, String path, Violations bad) {
    bad.require(
        codePoints(message) <= Limits.MESSAGE_CODE_POINTS,
        path,
        "at most " + Limits.MESSAGE_CODE_POINTS + " Unicode code points");
  }

  static void checkPath(String file, String path, Violations bad) {
    bad.require(
        !hasNul(file) && utf8(file) <= Limits.PATH_BYTES,
        path,
        "at most " + Limits.PATH_BYTES + " bytes, no NUL");
  }

  static void checkAbsolutePath(String file, String path, Violations bad) {
    bad.require(file.isEmpty() || file.startsWith("/"), path, "an absolute path, or empty");
    checkPath(file, path, bad);
  }

  static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }
}
