package io.reeve.scheduler.rpc.convert;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Page tokens: a {@link Cursor} together with the fingerprint of the query it belongs to, so that a
 * token used with another query is noticed, and a sum, so that a mangled one is. Not secret, and
 * not to be taken apart by callers.
 */
final class PageTokens {
  private static final byte VERSION = 1;

  /** Version, query, number, part, sum. */
  private static final int FIXED_BYTES =
      1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES;

  private PageTokens() {}

  static String encode(int query, Cursor cursor) {
    var name = cursor.name().getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(FIXED_BYTES + name.length);
    bytes.put(VERSION).putInt(query).putLong(cursor.number()).putInt(cursor.part()).put(name);
    bytes.putInt(sum(bytes.array(), bytes.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The cursor; empty when the token is malformed, or of another query or version. */
  static Optional<Cursor> decode(int query, String token) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.get() != VERSION || bytes.getInt() != query) {
        return Optional.empty();
      }
      var number = bytes.getLong();
      var part = bytes.getInt();
      var name = new byte[bytes.remaining() - Integer.BYTES];
      bytes.get(name);
      var sum = sum(bytes.array(), bytes.position());
      return sum == bytes.getInt()
          ? Optional.of(new Cursor(number, part, new String(name, StandardCharsets.UTF_8)))
          : Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException e) {
      return Optional.empty();
    }
  }

  private static int sum(byte[] bytes, int length) {
    var sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
