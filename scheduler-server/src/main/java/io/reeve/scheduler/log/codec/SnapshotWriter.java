package io.reeve.scheduler.log.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.reeve.proto.log.v1.JobProto;
import io.reeve.proto.log.v1.SnapshotProto;
import io.reeve.proto.log.v1.SnapshotProto.SnapshotRecord;
import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.node.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Writes one state as a stream of records; never holds more than one record. */
final class SnapshotWriter {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final MessageDigest sha;
  private final CodedOutputStream out;
  private long tasks;

  SnapshotWriter(OutputStream out) {
    this.sha = Sha256.begin();
    this.out = CodedOutputStream.newInstance(new DigestOutputStream(out, sha), BUFFER_BYTES);
  }

  /** Writes the whole stream and flushes it. */
  void write(ClusterImage image) throws IOException {
    put(
        SnapshotRecord.newBuilder()
            .setHeader(
                SnapshotProto.SnapshotHeader.newBuilder()
                    .setSchemaVersion(ProtoCommandCodec.SCHEMA_VERSION)));
    writeState(image);
    put(SnapshotRecord.newBuilder().setEnd(end(image)));
    out.flush();
  }

  /**
   * Writes the records that say what the state is, without those that say how it was written; gives
   * their hash.
   */
  byte[] writeState(ClusterImage image) throws IOException {
    put(SnapshotRecord.newBuilder().setCluster(cluster(image)));
    for (var node : image.nodes()) {
      put(node);
    }
    for (var job : image.jobs()) {
      put(job);
    }
    for (var request : image.requests()) {
      put(request);
    }
    out.flush();
    return hashSoFar();
  }

  private static SnapshotProto.ClusterRecord cluster(ClusterImage image) {
    var record =
        SnapshotProto.ClusterRecord.newBuilder()
            .setTimeMicros(Values.micros(image.time()))
            .setLastJobId(image.lastJobId())
            .setLastSubmitOrder(image.lastSubmitOrder())
            .setLastEvent(image.lastEvent())
            .addAllParameters(ParametersConverter.toStored(image.parameters()));
    Optional.ofNullable(image.formerLease())
        .map(ParametersConverter::toStored)
        .ifPresent(record::setFormerLease);
    return record.build();
  }

  private void put(Node node) throws IOException {
    put(SnapshotRecord.newBuilder().setNode(NodeConverter.toStored(node)));
  }

  private void put(ClusterImage.JobImage image) throws IOException {
    var chunks = new TaskChunks(image.tasks());
    put(JobConverter.toStored(image.job()), chunks.next());
    while (chunks.hasNext()) {
      put(SnapshotRecord.newBuilder().setMoreTasks(chunks.next()));
    }
    tasks += image.tasks().size();
  }

  private void put(JobProto.Job job, TaskProto.TaskTable first) throws IOException {
    var record = SnapshotProto.JobRecord.newBuilder().setJob(job);
    if (first.getTasksCount() > 0) {
      record.setTasks(first);
    }
    put(SnapshotRecord.newBuilder().setJob(record));
  }

  private void put(ClusterImage.Answered answered) throws IOException {
    put(
        SnapshotRecord.newBuilder()
            .setRequest(
                SnapshotProto.AnsweredRequest.newBuilder()
                    .setRequest(CommandEncoder.toStored(answered.request()))
                    .setReply(ReplyConverter.toStored(answered.reply()))
                    .setTimeMicros(Values.micros(answered.time()))));
  }

  private SnapshotProto.SnapshotEnd end(ClusterImage image) {
    return SnapshotProto.SnapshotEnd.newBuilder()
        .setJobs(image.jobs().size())
        .setTasks(tasks)
        .setNodes(image.nodes().size())
        .setRequests(image.requests().size())
        .setSha256(ByteString.copyFrom(hashSoFar()))
        .build();
  }

  /** The hash of everything up to here; writing may go on. Only after a flush. */
  private byte[] hashSoFar() {
    return Sha256.soFar(sha);
  }

  private void put(SnapshotRecord.Builder builder) throws IOException {
    var record = builder.build();
    if (record.getSerializedSize() > SnapshotFrames.MAX_RECORD_BYTES) {
      throw new IOException("a snapshot record of " + record.getSerializedSize() + " bytes");
    }
    out.writeMessageNoTag(record); // its length as a varint, then the record
  }
}
