package io.reeve.scheduler.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reeve.proto.log.v1.SnapshotProto.SnapshotHeader;
import io.reeve.proto.log.v1.SnapshotProto.SnapshotRecord;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.job.JobState;
import io.reeve.scheduler.core.node.NodeState;
import io.reeve.scheduler.core.task.History;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.core.task.TaskState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private final ProtoCommandCodec codec = new ProtoCommandCodec();

  @Property(tries = 300)
  void read_ofWritten_isTheSameImage(@ForAll long seed) throws IOException {
    var image = new RandomValues(new Random(seed)).image();

    assertThat(read(write(image))).isEqualTo(image);
  }

  @Property(tries = 50)
  void read_ofARealCluster_goesOnInTheSameWay(@ForAll long seed) throws IOException {
    var walk = ClusterWalk.begin(seed);
    walk.walk(200);
    var bytes = write(walk.image());
    var restarted = Cluster.of(read(bytes));

    assertThat(write(restarted.image())).isEqualTo(bytes);

    walk.walk(50).forEach(step -> restarted.apply(step.command(), step.time()));
    assertThat(restarted.image()).isEqualTo(walk.image());
    assertThat(StateDigest.of(restarted.image())).isEqualTo(StateDigest.of(walk.image()));
  }

  @Test
  void read_ofTheEmptyImage_isEmpty() throws IOException {
    assertThat(read(write(ClusterImage.EMPTY))).isEqualTo(ClusterImage.EMPTY);
  }

  @Test
  void read_ofAJobWithManyTasks_hasThemAllInOrder() throws IOException {
    var values = new RandomValues(new Random(5));
    var job = values.job();
    var tasks = IntStream.range(0, 1_000).mapToObj(unused -> values.task(job.id())).toList();
    var image = imageOf(new ClusterImage.JobImage(job, tasks));

    assertThat(read(write(image))).isEqualTo(image);
  }

  @Test
  void read_ofEqualJobs_sharesWhatIsEqual() throws IOException {
    var cluster = Cluster.of(ClusterImage.EMPTY);
    for (var count = 0; count < 2; count++) {
      var spec = new JobSpec("nightly", 1, null, true, "");
      var tasks = List.of(TaskSpec.ofCommand("sleep", "100"));
      cluster.apply(new Command.SubmitNewJob(null, "ada", spec, tasks, false), Instant.EPOCH);
    }

    var jobs = read(write(cluster.image())).jobs();
    var first = jobs.get(0);
    var second = jobs.get(1);

    assertThat(second.job().spec()).isSameAs(first.job().spec());
    assertThat(second.job().owner()).isSameAs(first.job().owner());
    assertThat(second.tasks().get(0).spec()).isSameAs(first.tasks().get(0).spec());
    assertThat(second.tasks().get(0).history()).isSameAs(first.job().history());
  }

  @Test
  void read_cutAnywhere_isRefused() {
    var bytes = write(smallImage());

    for (var length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), "cut at " + length);
    }
  }

  @Test
  void read_withAnyByteFlipped_isRefused() {
    var bytes = write(smallImage());

    for (var position = 0; position < bytes.length; position++) {
      var damaged = bytes.clone();
      damaged[position] ^= (byte) (1 << (position % 8));
      assertRefused(damaged, "flipped at " + position);
    }
  }

  @Property(tries = 300)
  void read_withBytesOverwritten_isRefused(@ForAll long seed) {
    var random = new Random(seed);
    var bytes = write(new RandomValues(random).image());
    var damaged = bytes.clone();
    var from = random.nextInt(bytes.length);
    var to = Math.min(bytes.length, from + 1 + random.nextInt(64));
    for (var position = from; position < to; position++) {
      damaged[position] = (byte) random.nextInt();
    }
    damaged[from] = (byte) (bytes[from] + 1); // so that at least one differs

    assertRefused(damaged, "overwritten from " + from);
  }

  @Test
  void read_withARecordLeftOutOrRepeated_isRefused() throws IOException {
    var records = SnapshotFiles.records(write(smallImage()));

    for (var index = 0; index < records.size(); index++) {
      var fewer = new ArrayList<>(records);
      var record = fewer.remove(index);
      assertRefused(SnapshotFiles.bytes(fewer), "without record " + index);
      fewer.add(index, record);
      fewer.add(index, record);
      assertRefused(SnapshotFiles.bytes(fewer), "twice record " + index);
    }
  }

  @Test
  void read_withBytesBehindTheEnd_isRefused() {
    var bytes = write(smallImage());

    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), "one byte more");
  }

  @Test
  void read_ofNewerSchema_namesBothVersions() throws IOException {
    var newer = new ByteArrayOutputStream();
    SnapshotRecord.newBuilder()
        .setHeader(SnapshotHeader.newBuilder().setSchemaVersion(9))
        .build()
        .writeDelimitedTo(newer);

    var refusal = catchThrowableOfType(IOException.class, () -> read(newer.toByteArray()));

    assertThat(refusal.getCause())
        .isInstanceOfSatisfying(
            SchemaException.class,
            cause -> {
              assertThat(cause.found()).isEqualTo(9);
              assertThat(cause.supported()).isEqualTo(ProtoCommandCodec.SCHEMA_VERSION);
            });
  }

  /** The other tests are worth what the walks are worth. */
  @Test
  void walks_reachEveryState() {
    var taskStates = EnumSet.noneOf(TaskState.class);
    var jobStates = EnumSet.noneOf(JobState.class);
    var nodeStates = EnumSet.noneOf(NodeState.class);
    for (var seed = 1; seed <= 20; seed++) {
      var walk = ClusterWalk.begin(seed);
      for (var steps = 0; steps < 40; steps++) {
        walk.walk(5);
        var image = walk.image();
        image.nodes().forEach(node -> nodeStates.add(node.state()));
        for (var job : image.jobs()) {
          collect(job.job().history(), JobState.values(), jobStates);
          job.tasks().forEach(task -> collect(task.history(), TaskState.values(), taskStates));
        }
      }
    }

    assertThat(taskStates).containsExactly(TaskState.values());
    assertThat(jobStates).containsExactly(JobState.values());
    assertThat(nodeStates).containsExactly(NodeState.values());
  }

  private static <S> void collect(History history, S[] states, Set<S> into) {
    for (var step = 0; step < history.size(); step++) {
      into.add(states[history.ordinal(step)]);
    }
  }

  @Test
  void digest_differsWithTheState() {
    var walk = ClusterWalk.begin(3);
    var digests = new HashSet<String>();
    for (var step = 0; step < 50; step++) {
      walk.walk(1);
      digests.add(StateDigest.of(walk.image()));
    }

    assertThat(digests).hasSizeGreaterThan(45); // the time alone changes with nearly every step
  }

  private static ClusterImage smallImage() {
    var walk = ClusterWalk.begin(42);
    walk.walk(60);
    return walk.image();
  }

  private static ClusterImage imageOf(ClusterImage.JobImage job) {
    var empty = ClusterImage.EMPTY;
    return new ClusterImage(
        empty.time(),
        1,
        1,
        1,
        empty.parameters(),
        null,
        List.of(job),
        empty.nodes(),
        empty.requests());
  }

  private void assertRefused(byte[] bytes, String what) {
    assertThatExceptionOfType(IOException.class).as(what).isThrownBy(() -> read(bytes));
  }

  private byte[] write(ClusterImage image) {
    var out = new ByteArrayOutputStream();
    try {
      codec.writeImage(image, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private ClusterImage read(byte[] bytes) throws IOException {
    return codec.readImage(new ByteArrayInputStream(bytes));
  }
}
