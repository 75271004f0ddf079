package io.reeve.scheduler.rpc.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.task.TaskId;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageTokensTest {
  private static final int QUERY = 4711;

  @Test
  void token_decodedForItsQuery_givesTheCursor() {
    for (var cursor :
        List.of(
            Cursor.at(1),
            Cursor.at(Long.MAX_VALUE),
            Cursor.at(TaskId.of(3, 4)),
            Cursor.at("n\u00e9\uD83D\uDE00"))) {
      var token = PageTokens.encode(QUERY, cursor);
      assertThat(token).matches("[A-Za-z0-9_-]+");
      assertThat(PageTokens.decode(QUERY, token)).contains(cursor);
      assertThat(PageTokens.decode(QUERY + 1, token)).isEmpty();
    }
  }

  @Test
  void token_withAnyBitChanged_isNone() {
    var bytes = Base64.getUrlDecoder().decode(PageTokens.encode(QUERY, Cursor.at("n1")));
    for (var bit = 0; bit < bytes.length * 8; bit++) {
      var changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      var token = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThat(PageTokens.decode(QUERY, token)).isEmpty();
    }
  }

  @Test
  void token_cutAnywhere_isNone() {
    var token = PageTokens.encode(QUERY, Cursor.at("n1"));
    for (var length = 0; length < token.length(); length++) {
      assertThat(PageTokens.decode(QUERY, token.substring(0, length))).isEmpty();
    }
  }

  @Test
  void token_anyText_isNone() {
    var random = new Random(1); // the same texts in every run
    for (var tries = 0; tries < 10_000; tries++) {
      var bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      assertThat(PageTokens.decode(QUERY, text)).isEmpty();
      assertThat(PageTokens.decode(QUERY, new String(bytes, ISO_8859_1))).isEmpty();
    }
  }
}
