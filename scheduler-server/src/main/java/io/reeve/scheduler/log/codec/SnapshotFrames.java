package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.SnapshotProto.SnapshotRecord;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** Reads the records of a snapshot one by one and hashes what they were made of. */
final class SnapshotFrames {
  /** Far above what is written for a record: a broken length must not eat the heap. */
  static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MAX_LENGTH_BYTES = 4; // enough for MAX_RECORD_BYTES

  private final InputStream in;
  private final MessageDigest sha = Sha256.begin();
  private final byte[] length = new byte[MAX_LENGTH_BYTES];

  SnapshotFrames(InputStream in) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
  }

  /**
   * The next record.
   *
   * @throws EOFException when the stream ends here: a snapshot ends with its end record
   * @throws IOException also when there is no record
   */
  SnapshotRecord next() throws IOException {
    var lengthBytes = readLength();
    var size = decode(lengthBytes);
    if (size > MAX_RECORD_BYTES) {
      throw new IOException("a snapshot record of " + size + " bytes");
    }
    var payload = in.readNBytes(size);
    if (payload.length < size) {
      throw new EOFException("the snapshot ends inside a record");
    }
    var record = SnapshotRecord.parseFrom(payload);
    if (!record.hasEnd()) { // the end record holds the hash of the others
      sha.update(length, 0, lengthBytes);
      sha.update(payload);
    }
    return record;
  }

  /** Whether this is the hash of all records up to now, the end record left out. */
  boolean hashesTo(byte[] expected) {
    return Arrays.equals(Sha256.soFar(sha), expected);
  }

  /** Whether nothing follows. */
  boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  private int readLength() throws IOException {
    for (var count = 0; count < MAX_LENGTH_BYTES; count++) {
      var next = in.read();
      if (next < 0) {
        throw new EOFException("the snapshot has no end record");
      }
      length[count] = (byte) next;
      if (next < 0x80) {
        return count + 1;
      }
    }
    throw new IOException("not the length of a snapshot record");
  }

  private int decode(int lengthBytes) {
    var value = 0;
    for (var index = 0; index < lengthBytes; index++) {
      value |= (length[index] & 0x7f) << (7 * index);
    }
    return value;
  }
}
