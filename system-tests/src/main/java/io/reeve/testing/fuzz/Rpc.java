package io.reeve.testing.fuzz;

import com.google.protobuf.Descriptors;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;

/**
 * An RPC as its server describes it.
 *
 * @param method the description
 */
record Rpc(Descriptors.MethodDescriptor method) {
  private static final Set<String> READS =
      Set.of("Get", "List", "Explain", "Watch", "Wait", "Check", "Read", "ServerReflection");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration MOMENT = Duration.ofMillis(300);

  /** Bytes as they are: what is sent need not be a message. */
  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  /** For calls. */
  MethodDescriptor<byte[], byte[]> call() {
    return MethodDescriptor.newBuilder(BYTES, BYTES)
        .setType(type())
        .setFullMethodName(toString())
        .build();
  }

  private MethodType type() {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
    }
    return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
  }

  /** Whether it is ours, so that its errors say more than their code. */
  boolean isPublicApi() {
    return method.getService().getFullName().startsWith("reeve.v1.");
  }

  /** Whether a good request changes nothing. */
  boolean isRead() {
    return READS.stream().anyMatch(method.getName()::startsWith);
  }

  /** Whether it may answer late, or never end. */
  boolean isLong() {
    return method.isServerStreaming() || method.getName().startsWith("Wait");
  }

  /** How long an answer is waited for. */
  Duration patience() {
    return isLong() ? MOMENT : PATIENCE;
  }

  /** How many messages may be sent. */
  int mostMessages() {
    return method.isClientStreaming() ? 4 : 1;
  }

  @Override
  public String toString() {
    return method.getService().getFullName() + "/" + method.getName();
  }
}
