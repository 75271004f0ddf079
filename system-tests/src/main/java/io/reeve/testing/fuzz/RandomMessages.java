package io.reeve.testing.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Messages of a kind, filled at random: mostly with what is nearly right, so that they get past the
 * first check, and now and then with what is as wrong as can be.
 */
final class RandomMessages {
  private static final int DEEPEST = 6;
  private static final int LONG_TEXT = 200_000;

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "/bin/true",
          "n1",
          "1.1",
          "1.2.10-500",
          "15s",
          "-",
          "..",
          "../../etc/passwd",
          "%n%s%x",
          "{\"a\":[1",
          "one\ntwo\r\nthree",
          "\u001b[2J\u001b]0;title\u0007",
          "\u0000nul",
          "\u202etxt.exe",
          "\ud83d\ude00".repeat(40),
          "e\u0301".repeat(200),
          "'; DROP TABLE jobs; --",
          " ");

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    127,
    128,
    255,
    1000,
    65_536,
    1_000_001,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    999_999_999,
    -999_999_999,
    315_576_000_000L,
    253_402_300_800L
  };

  /** What makes some fields right. Names that are not here take any text. */
  private static final Map<String, List<String>> RIGHT =
      Map.ofEntries(
          Map.entry("node", List.of("n1", "n2", "n3")),
          Map.entry("name", List.of("n1", "a-job", "TaskCancelGracePeriod")),
          Map.entry("command", List.of("/bin/true", "/bin/sleep")),
          Map.entry("boot_id", List.of("b5c1d3a2-0000-4000-8000-000000000001")),
          Map.entry("instance_id", List.of("b5c1d3a2-0000-4000-8000-000000000002")),
          Map.entry("agent_version", List.of("0.1.0-SNAPSHOT", "9.9")),
          Map.entry("list_services", List.of("*")),
          Map.entry("file_containing_symbol", List.of("reeve.v1.JobService")));

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  Message of(Descriptor kind) {
    return fill(kind, 0);
  }

  private Message fill(Descriptor kind, int depth) {
    var message = DynamicMessage.newBuilder(kind);
    var generous = random.nextInt(3);
    for (var field : kind.getFields()) {
      if (depth < DEEPEST && random.nextInt(4) <= generous) {
        set(message, field, depth);
      }
    }
    return message.build();
  }

  private void set(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
    if (!field.isRepeated()) {
      message.setField(field, value(field, depth));
      return;
    }
    var count = chance(200) ? 2_000 : random.nextInt(4);
    for (var i = 0; i < count; i++) {
      message.addRepeatedField(field, value(field, depth));
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number(field);
      case LONG -> number(field);
      case FLOAT -> Float.intBitsToFloat(random.nextInt());
      case DOUBLE -> Double.longBitsToDouble(random.nextLong());
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(field);
      case BYTE_STRING -> bytes();
      case ENUM ->
          chance(8)
              ? field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(1_000) - 100)
              : pick(field.getEnumType().getValues());
      case MESSAGE -> fill(field.getMessageType(), depth + 1);
    };
  }

  /** Ids are small, and so are most numbers that make sense. */
  private long number(FieldDescriptor field) {
    if (field.getName().equals("protocol_version")) {
      return 1L + random.nextInt(2);
    }
    return chance(3) ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt(6);
  }

  private String text(FieldDescriptor field) {
    if (chance(500)) {
      return "x".repeat(random.nextInt(LONG_TEXT));
    }
    var right = RIGHT.get(field.getName());
    if (right != null && !chance(4)) {
      return pick(right);
    }
    if (field.getName().equals("request_id") && !chance(4)) {
      return new UUID(random.nextLong(), random.nextLong()).toString();
    }
    return pick(TEXTS);
  }

  private ByteString bytes() {
    var bytes = new byte[random.nextInt(64)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** One in so many. */
  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }
}
