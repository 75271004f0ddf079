package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.SnapshotProto;
import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.node.Node;
import io.reeve.scheduler.core.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one state. Nothing of it is given out before the end record was found to fit. */
final class SnapshotReader {
  private final SnapshotFrames frames;
  private final Interner interner;
  private final List<ClusterImage.JobImage> jobs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<ClusterImage.Answered> requests = new ArrayList<>();
  private @Nullable Job openJob;
  private List<Task> openTasks = new ArrayList<>();
  private long tasks;

  SnapshotReader(InputStream in, Interner interner) {
    this.frames = new SnapshotFrames(in);
    this.interner = interner;
  }

  /**
   * Reads the whole stream.
   *
   * @throws IOException when it breaks, or does not hold exactly one whole state
   * @throws SchemaException when it was written by a newer version
   */
  ClusterImage read() throws IOException {
    var version = readHeader();
    try {
      return readState();
    } catch (UnknownValueException e) {
      throw unreadable(e, version);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new IOException("the snapshot holds impossible values", e);
    }
  }

  private static SchemaException unreadable(UnknownValueException e, int version) {
    return new SchemaException(
        "snapshot with an " + e.getMessage(), version, ProtoCommandCodec.SCHEMA_VERSION);
  }

  private int readHeader() throws IOException {
    var record = frames.next();
    var version = record.getHeader().getSchemaVersion();
    if (version == 0) {
      throw new IOException("not a snapshot: it has no header");
    }
    if (Integer.compareUnsigned(version, ProtoCommandCodec.SCHEMA_VERSION) > 0) {
      throw new SchemaException("snapshot", version, ProtoCommandCodec.SCHEMA_VERSION);
    }
    return version;
  }

  private ClusterImage readState() throws IOException {
    var first = frames.next();
    if (!first.hasCluster()) {
      throw new IOException("the snapshot has no cluster record");
    }
    for (var record = frames.next(); ; record = frames.next()) {
      switch (record.getRecordCase()) {
        case NODE -> nodes.add(NodeConverter.fromStored(record.getNode()));
        case JOB -> open(record.getJob());
        case MORE_TASKS -> add(record.getMoreTasks());
        case REQUEST -> requests.add(fromStored(record.getRequest()));
        case END -> {
          closeJob();
          check(record.getEnd());
          return image(first.getCluster());
        }
        case HEADER, CLUSTER -> throw new IOException("the snapshot begins twice");
        case RECORD_NOT_SET -> throw new UnknownValueException("record");
      }
    }
  }

  private void open(SnapshotProto.JobRecord record) {
    closeJob();
    openJob = JobConverter.fromStored(record.getJob(), interner);
    openTasks = new ArrayList<>(record.getTasks().getTasksCount());
    add(record.getTasks());
  }

  private void add(TaskProto.TaskTable table) {
    var job = openJob;
    if (job == null) {
      throw new IllegalArgumentException("tasks without a job");
    }
    var specs = SpecConverter.fromStored(table.getSpecsList(), interner);
    table
        .getTasksList()
        .forEach(task -> openTasks.add(TaskConverter.fromStored(job.id(), task, specs, interner)));
  }

  private void closeJob() {
    if (openJob != null) {
      jobs.add(new ClusterImage.JobImage(openJob, List.copyOf(openTasks)));
      tasks += openTasks.size();
      openJob = null;
    }
  }

  private ClusterImage.Answered fromStored(SnapshotProto.AnsweredRequest stored) {
    return new ClusterImage.Answered(
        CommandDecoder.fromStored(stored.getRequest()),
        ReplyConverter.fromStored(stored.getReply()),
        interner.share(Values.instant(stored.getTimeMicros())));
  }

  private void check(SnapshotProto.SnapshotEnd end) throws IOException {
    if (!frames.hashesTo(end.getSha256().toByteArray())) {
      throw new IOException("the snapshot is damaged: its hash does not fit");
    }
    if (end.getJobs() != jobs.size()
        || end.getTasks() != tasks
        || end.getNodes() != nodes.size()
        || end.getRequests() != requests.size()) {
      throw new IOException("the snapshot is damaged: its counts do not fit");
    }
    if (!frames.atEnd()) {
      throw new IOException("bytes follow the end of the snapshot");
    }
  }

  private ClusterImage image(SnapshotProto.ClusterRecord cluster) {
    return new ClusterImage(
        Values.instant(cluster.getTimeMicros()),
        cluster.getLastJobId(),
        cluster.getLastSubmitOrder(),
        cluster.getLastEvent(),
        ParametersConverter.fromStored(cluster.getParametersList()),
        cluster.hasFormerLease() ? ParametersConverter.fromStored(cluster.getFormerLease()) : null,
        jobs,
        nodes,
        requests);
  }
}
