package io.reeve.agent.outbox;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of small records: length, checksum over type and payload, type, payload.
 * Space is written with zeros ahead of time, so that forcing a group of records changes no metadata
 * and costs one write to the disk.
 *
 * <p>A record that was cut short by a crash ends the file. Anything behind a damaged record is set
 * aside in a file of its own and reported. One thread.
 */
final class Ledger implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final int HEADER = 9;
  private static final int MAX_PAYLOAD = 1024 * 1024;
  private static final int AHEAD = 1024 * 1024;

  private final Path file;
  private FileChannel channel;
  private long end;
  private long allocated;

  private Ledger(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * A record.
   *
   * @param type what it is; never 0
   * @param payload its bytes
   */
  record Entry(byte type, ByteString payload) {
    int size() {
      return HEADER + payload.size();
    }
  }

  /** Opens the file, made if it is not there, and adds every whole record to {@code found}. */
  static Ledger open(Path file, List<Entry> found) throws IOException {
    byte[] bytes = read(file);
    int end = parse(ByteBuffer.wrap(bytes), found);
    if (!onlyZeros(bytes, end)) {
      Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), "ledger-damaged-", "");
      Files.write(aside, Arrays.copyOfRange(bytes, end, bytes.length));
      log.error("event=ledger-damaged file={} offset={} rest={}", file, end, aside);
    }
    Ledger ledger =
        new Ledger(
            file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    ledger.end = end;
    ledger.allocated = end;
    ledger.channel.truncate(end);
    return ledger;
  }

  /**
   * Adds records and waits until all of them are on the disk. When it fails, none of them counts.
   */
  void append(List<Entry> entries) throws IOException {
    ByteBuffer buffer = encode(entries);
    try {
      boolean grown = allocate(end + buffer.remaining());
      long at = end;
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
      channel.force(grown);
      end = at;
    } catch (IOException e) {
      allocated = end;
      channel.truncate(end); // half of it may be there: later records must not run into it
      throw e;
    }
  }

  /** Replaces the whole content; an old or the new file is there at any time. */
  void rewrite(List<Entry> entries) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    FileChannel replacement =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer buffer = encode(entries);
    long size = buffer.remaining();
    while (buffer.hasRemaining()) {
      replacement.write(buffer);
    }
    replacement.force(true);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
    channel.close();
    channel = replacement;
    end = size;
    allocated = size;
  }

  /** Bytes of records, dead ones too. */
  long size() {
    return end;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private boolean allocate(long needed) throws IOException {
    if (needed <= allocated) {
      return false;
    }
    long target = needed + AHEAD;
    ByteBuffer zeros = ByteBuffer.allocate((int) (target - allocated));
    while (zeros.hasRemaining()) {
      allocated += channel.write(zeros, allocated);
    }
    return true;
  }

  private static ByteBuffer encode(List<Entry> entries) {
    ByteBuffer buffer = ByteBuffer.allocate(entries.stream().mapToInt(Entry::size).sum());
    for (Entry entry : entries) {
      buffer.putInt(entry.payload().size() + 1);
      buffer.putInt(checksum(entry.type(), entry.payload()));
      buffer.put(entry.type()).put(entry.payload().asReadOnlyByteBuffer());
    }
    return buffer.flip();
  }

  private static int parse(ByteBuffer bytes, List<Entry> found) {
    int end = 0;
    while (bytes.remaining() >= HEADER) {
      int length = bytes.getInt();
      int checksum = bytes.getInt();
      if (length < 1 || length > MAX_PAYLOAD || length > bytes.remaining()) {
        return end;
      }
      byte type = bytes.get();
      ByteString payload = ByteString.copyFrom(bytes, length - 1);
      if (checksum != checksum(type, payload)) {
        return end;
      }
      found.add(new Entry(type, payload));
      end = bytes.position();
    }
    return end;
  }

  private static int checksum(byte type, ByteString payload) {
    CRC32C crc = new CRC32C();
    crc.update(type);
    crc.update(payload.asReadOnlyByteBuffer());
    return (int) crc.getValue();
  }

  private static boolean onlyZeros(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException fresh) {
      return new byte[0];
    }
  }
}
