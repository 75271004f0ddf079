package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.SnapshotProto.SnapshotRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes snapshots apart into records and puts them together, without looking at what they say. */
final class SnapshotFiles {
  private SnapshotFiles() {}

  static List<SnapshotRecord> records(byte[] snapshot) throws IOException {
    var in = new ByteArrayInputStream(snapshot);
    var records = new ArrayList<SnapshotRecord>();
    while (in.available() > 0) {
      records.add(SnapshotRecord.parseDelimitedFrom(in));
    }
    return records;
  }

  static byte[] bytes(List<SnapshotRecord> records) throws IOException {
    var out = new ByteArrayOutputStream();
    for (var record : records) {
      record.writeDelimitedTo(out);
    }
    return out.toByteArray();
  }
}
