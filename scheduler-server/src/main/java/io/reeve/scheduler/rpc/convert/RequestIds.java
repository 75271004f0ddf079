package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.Message;
import io.reeve.scheduler.core.cluster.RequestKey;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What makes a mutation safe to repeat. */
final class RequestIds {
  private static final String FIELD = "request_id";
  private static final Pattern UUID_TEXT =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private RequestIds() {}

  static void check(String id, Violations bad) {
    bad.require(
        id.isEmpty() || UUID_TEXT.matcher(id).matches(),
        FIELD,
        "a UUID in its text form, or empty");
  }

  /** The key of a mutation whose id was checked; absent when it gave none. */
  static @Nullable RequestKey key(Message request, String id) {
    if (id.isEmpty()) {
      return null;
    }
    var uuid = UUID.fromString(id);
    return new RequestKey(
        uuid.getMostSignificantBits(),
        uuid.getLeastSignificantBits(),
        Fingerprints.of(request, FIELD));
  }
}
