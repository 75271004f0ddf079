package io.reeve.scheduler.rpc.error;

import java.nio.charset.StandardCharsets;

/**
 * Keeps what callers gave us short in what we answer: a status travels in HTTP/2 trailers, of which
 * most clients take 8 KiB and no more.
 */
final class Text {
  private static final int MAX_BYTES = 200;
  private static final String CUT = "...";

  private Text() {}

  /** The text, cut to 200 bytes of UTF-8 between two code points. */
  static String brief(String text) {
    if (text.length() <= MAX_BYTES / 4 || utf8(text) <= MAX_BYTES) {
      return text;
    }
    var bytes = 0;
    var end = 0;
    while (end < text.length()) {
      var next = text.offsetByCodePoints(end, 1);
      bytes += utf8(text.substring(end, next));
      if (bytes > MAX_BYTES - CUT.length()) {
        break;
      }
      end = next;
    }
    return text.substring(0, end) + CUT;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
