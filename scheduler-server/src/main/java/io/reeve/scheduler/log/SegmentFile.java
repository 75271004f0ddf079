package io.reeve.scheduler.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;

/**
 * One segment of Ratis' log on disk: {@code log_START-END} when closed, {@code
 * log_inprogress_START} while written.
 *
 * <p>Layout: eight bytes {@code RaftLog1}, then entries, then zeros up to the preallocated size. An
 * entry is its length as a varint, a LogEntryProto of that length, and the CRC-32C of both,
 * big-endian.
 *
 * @param start index of the first entry
 * @param end index of the last entry; empty while the segment is written
 */
record SegmentFile(Path path, long start, Optional<Long> end) {
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");
  private static final int CRC_BYTES = 4;
  private static final int TERM_TAG = 1 << 3; // field 1, varint
  private static final int INDEX_TAG = 2 << 3;

  /** What follows the last entry that can be read in order. */
  enum Tail {
    /** Nothing but zeros. */
    CLEAN,
    /** Something, but no later entry: a write that was cut off. */
    TORN,
    /** Something, and a whole entry after it: what lies between was once complete. */
    DAMAGED
  }

  /**
   * @param last index of the last readable entry; {@code start - 1} when there is none
   * @param validBytes where that entry ends
   */
  record Scan(long last, long validBytes, Tail tail) {}

  /** The segments in {@code directory}, in log order; none when it does not exist. */
  static List<SegmentFile> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .flatMap(file -> parse(file).stream())
          .sorted(
              Comparator.comparingLong(SegmentFile::start).thenComparing(s -> s.end().isPresent()))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Optional<SegmentFile> parse(Path file) {
    String name = file.getFileName().toString();
    Matcher closed = CLOSED.matcher(name);
    if (closed.matches()) {
      return Optional.of(
          new SegmentFile(
              file, Long.parseLong(closed.group(1)), Optional.of(Long.parseLong(closed.group(2)))));
    }
    Matcher open = OPEN.matcher(name);
    return open.matches()
        ? Optional.of(new SegmentFile(file, Long.parseLong(open.group(1)), Optional.empty()))
        : Optional.empty();
  }

  boolean isOpen() {
    return end.isEmpty();
  }

  /** Reads everything. */
  Scan scan() throws IOException {
    return scanUpTo(Long.MAX_VALUE);
  }

  /**
   * Drops every entry after {@code index}, which must be at least {@code start}, and makes that
   * durable.
   */
  SegmentFile cutAfter(long index) throws IOException {
    Scan kept = scanUpTo(index);
    truncate(kept.validBytes());
    if (end.isEmpty()) {
      return this;
    }
    Path renamed = path.resolveSibling("log_" + start + "-" + kept.last());
    Files.move(path, renamed);
    return new SegmentFile(renamed, start, Optional.of(kept.last()));
  }

  /** Shortens the file and makes that durable. */
  void truncate(long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    }
  }

  private Scan scanUpTo(long lastWanted) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
    if (file.remaining() < HEADER.length || !startsWithHeader(file)) {
      return new Scan(start - 1, 0, tailFrom(file, 0, start));
    }
    int at = HEADER.length;
    long next = start;
    while (next <= lastWanted) {
      Optional<Entry> entry = entryAt(file, at).filter(isIndex(next));
      if (entry.isEmpty()) {
        return new Scan(next - 1, at, tailFrom(file, at, next));
      }
      at = entry.get().endsAt();
      next++;
    }
    return new Scan(next - 1, at, Tail.CLEAN);
  }

  private static Predicate<Entry> isIndex(long index) {
    return entry -> entry.index() == index;
  }

  private static boolean startsWithHeader(ByteBuffer file) {
    return file.slice(0, HEADER.length).equals(ByteBuffer.wrap(HEADER));
  }

  private static Tail tailFrom(ByteBuffer file, int from, long next) {
    int at = from;
    while (at < file.limit() && file.get(at) == 0) {
      at++;
    }
    if (at == file.limit()) {
      return Tail.CLEAN;
    }
    // Entries are not aligned, so a later one may start anywhere. The check of the first bytes
    // keeps this cheap.
    for (; at < file.limit(); at++) {
      if (mayStartEntry(file, at) && entryAt(file, at).filter(e -> e.index() >= next).isPresent()) {
        return Tail.DAMAGED;
      }
    }
    return Tail.TORN;
  }

  /** Whether a length and then the first byte of a LogEntryProto could stand here. */
  private static boolean mayStartEntry(ByteBuffer file, int at) {
    int afterLength = at;
    while (afterLength < file.limit() && afterLength < at + 4 && file.get(afterLength) < 0) {
      afterLength++;
    }
    return ++afterLength < file.limit() && file.get(afterLength) == TERM_TAG;
  }

  private record Entry(long index, int endsAt) {}

  /** The entry that starts at {@code at}, when a whole one does. */
  private static Optional<Entry> entryAt(ByteBuffer file, int at) {
    try {
      ByteBuffer rest = file.slice(at, file.limit() - at);
      int length = CodedInputStream.newInstance(rest).readRawVarint32();
      int start = CodedOutputStream.computeUInt32SizeNoTag(length);
      int framed = start + length;
      if (length <= 0 || framed > rest.limit() - CRC_BYTES) {
        return Optional.empty();
      }
      long index = indexIn(rest.slice(start, length));
      if (index < 0 || crc(rest.slice(0, framed)) != rest.getInt(framed)) {
        return Optional.empty();
      }
      return Optional.of(new Entry(index, at + framed + CRC_BYTES));
    } catch (IOException e) {
      return Optional.empty(); // not even a number
    }
  }

  /**
   * The index a LogEntryProto starts with (field 1 is the term, 2 the index), or -1 for anything
   * else.
   */
  private static long indexIn(ByteBuffer entry) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(entry);
    if (in.readTag() != TERM_TAG) {
      return -1;
    }
    in.readUInt64();
    return in.readTag() == INDEX_TAG ? in.readUInt64() : 0; // proto3 does not write a zero
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
