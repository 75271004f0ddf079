package io.reeve.scheduler.rpc.convert;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Tells requests apart: equal requests have equal fingerprints, on every head node and after every
 * restart.
 */
final class Fingerprints {
  private Fingerprints() {}

  /**
   * The fingerprint of a request.
   *
   * @param without names of top-level fields that do not count
   */
  static int of(Message request, String... without) {
    var counted = request.toBuilder();
    for (var name : without) {
      counted.clearField(request.getDescriptorForType().findFieldByName(name));
    }
    var bytes = deterministic(counted.build());
    var sum = new CRC32C();
    sum.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
    sum.update(bytes, 0, bytes.length);
    return (int) sum.getValue();
  }

  /** Maps in the order of their keys; otherwise the bytes would differ from run to run. */
  private static byte[] deterministic(Message message) {
    var bytes = new byte[message.getSerializedSize()];
    var out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes;
  }
}
