package io.reeve.client.internal;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.reeve.proto.v1.ExitStatus;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Messages with random content in every field the contract allows them to have. */
final class RandomMessages {
  /** Message fields that the contract always sets. */
  private static final Set<String> ALWAYS = Set.of("ref", "spec", "counts", "task");

  /** Numbers that count from 1. */
  private static final Set<String> POSITIVE = Set.of("id", "job_id", "task_id");

  private final Random random;

  RandomMessages(long seed) {
    random = new Random(seed);
  }

  @SuppressWarnings("unchecked") // a builder builds its own type
  <M extends Message> M next(M type) {
    Message.Builder builder = type.newBuilderForType();
    if (type instanceof Timestamp) {
      return (M)
          Timestamp.newBuilder()
              .setSeconds(1 + random.nextInt(Integer.MAX_VALUE))
              .setNanos(random.nextInt(1_000_000_000))
              .build();
    } else if (type instanceof Duration) {
      int sign = random.nextBoolean() ? 1 : -1;
      return (M)
          Duration.newBuilder()
              .setSeconds(sign * (long) random.nextInt(1_000_000))
              .setNanos(sign * random.nextInt(1_000_000_000))
              .build();
    }
    for (FieldDescriptor field : type.getDescriptorForType().getFields()) {
      fill(builder, field);
    }
    Message message = builder.build();
    if (message instanceof ExitStatus exit && !exit.hasSignal()) {
      message = exit.toBuilder().clearSignalName().build();
    }
    if (message instanceof ExitStatus exit
        && exit.getEvidenceCase() == ExitStatus.EvidenceCase.EVIDENCE_NOT_SET) {
      message = exit.toBuilder().setCode(random.nextInt(256)).build();
    }
    return (M) message;
  }

  private void fill(Message.Builder builder, FieldDescriptor field) {
    if (field.isMapField()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        builder.addRepeatedField(field, entry(builder, field));
      }
    } else if (field.isRepeated()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        builder.addRepeatedField(field, value(builder, field));
      }
    } else if (isAlways(field) || random.nextBoolean()) {
      builder.setField(field, value(builder, field));
    }
  }

  private static boolean isAlways(FieldDescriptor field) {
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    return (message && ALWAYS.contains(field.getName()) && field.getContainingOneof() == null)
        || POSITIVE.contains(field.getName())
        || (message && field.getFullName().equals("reeve.v1.GetClusterResponse.tasks"));
  }

  private Object entry(Message.Builder builder, FieldDescriptor field) {
    MapEntry<?, ?> entry = (MapEntry<?, ?>) builder.newBuilderForField(field).build();
    Message.Builder pair = entry.toBuilder();
    FieldDescriptor key = field.getMessageType().findFieldByName("key");
    FieldDescriptor value = field.getMessageType().findFieldByName("value");
    return pair.setField(key, "k" + random.nextInt(1_000_000))
        .setField(value, value(pair, value))
        .build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> 1 + random.nextInt(Integer.MAX_VALUE - 1);
      case LONG -> 1 + (random.nextLong() & (Long.MAX_VALUE >> 1));
      case BOOLEAN -> random.nextBoolean();
      case STRING ->
          field.getName().equals("request_id")
              ? new UUID(random.nextLong(), random.nextLong()).toString()
              : "s" + random.nextInt(1_000_000);
      case ENUM -> anyOf(field.getEnumType().getValues());
      case MESSAGE -> next(builder.newBuilderForField(field).getDefaultInstanceForType());
      case FLOAT, DOUBLE, BYTE_STRING -> throw new AssertionError("not used by this API: " + field);
    };
  }

  private EnumValueDescriptor anyOf(List<EnumValueDescriptor> values) {
    return values.get(random.nextInt(values.size()));
  }
}
