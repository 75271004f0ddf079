package io.reeve.testing.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import io.reeve.proto.agent.v1.AttemptRef;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Start;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Reads the outbox of an agent that does not run. */
final class LedgerFile {
  private static final int HEADER = 9;
  private static final byte ACCEPTED = 1;
  private static final byte ENDED = 2;
  private static final byte FORGOTTEN = 3;

  private LedgerFile() {}

  /** Attempts that the agent still keeps something of. */
  static Set<String> open(Path file) throws IOException {
    var open = new TreeSet<String>();
    var bytes = ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
    while (bytes.remaining() >= HEADER) {
      var length = bytes.getInt(); // of the type and the payload
      var checksum = bytes.getInt();
      if (length < 1 || length > bytes.remaining()) {
        break; // space written ahead
      }
      var record = new byte[length];
      bytes.get(record);
      if (checksum != checksum(record)) {
        break; // cut short by a crash
      }
      note(record[0], Arrays.copyOfRange(record, 1, length), open);
    }
    return open;
  }

  private static int checksum(byte[] record) {
    var sum = new CRC32C();
    sum.update(record, 0, record.length);
    return (int) sum.getValue();
  }

  private static void note(byte type, byte[] payload, Set<String> open)
      throws InvalidProtocolBufferException {
    switch (type) {
      case ACCEPTED -> {
        var order = 1 + payload[0]; // the boot id with its length is in front
        var start = ByteBuffer.wrap(payload, order, payload.length - order);
        open.add(text(Start.parseFrom(start).getAttempt()));
      }
      case ENDED -> open.add(text(Ended.parseFrom(payload).getAttempt()));
      case FORGOTTEN -> open.remove(new String(payload, StandardCharsets.UTF_8));
      default -> throw new InvalidProtocolBufferException("record type " + type);
    }
  }

  private static String text(AttemptRef attempt) {
    var task = attempt.getTask();
    return task.getJobId()
        + "."
        + task.getTaskId()
        + "."
        + task.getSubtaskId()
        + "."
        + attempt.getAttempt();
  }
}
