package io.reeve.scheduler.log.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reeve.proto.log.v1.CommandProto.CommandBatch;
import io.reeve.proto.log.v1.CommandProto.LoggedCommand;
import io.reeve.proto.log.v1.CommandProto.SubmitNewJob;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.core.task.TaskSpec;
import io.reeve.scheduler.engine.CommandCodec.Batch;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProtoCommandCodecTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456Z");

  private final ProtoCommandCodec codec = new ProtoCommandCodec();

  @Property
  void decode_ofEncoded_isTheSameBatch(@ForAll long seed) {
    var batch = new RandomCommands(new Random(seed)).batch();

    assertThat(codec.decode(codec.encode(batch))).isEqualTo(batch);
  }

  @Property(tries = 100)
  void encode_ofEqualBatches_givesEqualBytes(@ForAll long seed) {
    var batch = new RandomCommands(new Random(seed)).batch();
    var equal = new RandomCommands(new Random(seed)).batch();

    assertThat(codec.encode(codec.decode(codec.encode(batch)))).isEqualTo(codec.encode(equal));
  }

  @Property(tries = 50)
  void apply_ofDecodedCommands_givesTheSameState(@ForAll long seed) {
    var walk = ClusterWalk.begin(seed);
    var cluster = Cluster.of(ClusterImage.EMPTY);

    for (var step : walk.walk(150)) {
      var batch = codec.decode(codec.encode(batch(step.time(), step.command())));
      batch.commands().forEach(command -> cluster.apply(command, batch.time()));
    }

    assertThat(cluster.image()).isEqualTo(walk.image());
  }

  @Property(tries = 300)
  void decode_ofDamagedBytes_refusesOrGivesABatch(@ForAll long seed) {
    var random = new Random(seed);
    var bytes = codec.encode(new RandomCommands(random).batch());
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

    try {
      assertThat(codec.decode(bytes)).isNotNull();
    } catch (IllegalArgumentException expected) {
      assertThat(expected).isInstanceOfAny(SchemaException.class, CorruptBytesException.class);
    }
  }

  @Test
  void kinds_areAllThatThereAre() {
    var commands = new RandomCommands(new Random(1));
    var made = new HashSet<Class<?>>();
    IntStream.range(0, commands.kinds())
        .forEach(kind -> made.add(commands.ofKind(kind).getClass()));

    assertThat(made).isEqualTo(leaves(Command.class));
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    var all = new HashSet<Class<?>>();
    Stream.of(type.getPermittedSubclasses())
        .forEach(sub -> all.addAll(sub.isSealed() ? leaves(sub) : Set.of(sub)));
    return all;
  }

  @Test
  void encode_ofAThousandEqualTasks_storesTheirSpecificationOnce() {
    var spec = TaskSpec.ofCommand("sleep", "x".repeat(1000));
    var submit =
        new Command.SubmitNewJob(
            null, "ada", JobSpec.DEFAULT, Collections.nCopies(1000, spec), false);

    assertThat(codec.encode(batch(NOW, submit))).hasSizeLessThan(2_100);
  }

  @Test
  void encode_ofTimesFinerThanMicroseconds_cutsThem() {
    var started =
        new Command.AttemptStarted(
            "n1", new AttemptId(TaskId.of(1, 1), 1), 7, NOW.plusNanos(999), "", "");

    var batch = codec.decode(codec.encode(batch(NOW.plusNanos(1), started)));

    assertThat(batch.time()).isEqualTo(NOW);
    assertThat(((Command.AttemptStarted) batch.commands().get(0)).startedAt()).isEqualTo(NOW);
  }

  @Test
  void decode_ofBatchesWithEqualSpecifications_sharesThem() {
    var first = (Command.SubmitNewJob) decoded(submit("sleep", "1"));
    var second = (Command.SubmitNewJob) decoded(submit("sleep", "1"));
    var other = (Command.SubmitNewJob) decoded(submit("sleep", "2"));

    assertThat(second.tasks().get(0)).isSameAs(first.tasks().get(0));
    assertThat(second.spec()).isSameAs(first.spec());
    assertThat(second.owner()).isSameAs(first.owner());
    assertThat(other.tasks().get(0)).isNotEqualTo(first.tasks().get(0));
  }

  @Test
  void decode_ofNewerSchema_namesBothVersions() {
    var newer = CommandBatch.newBuilder().setSchemaVersion(7).build().toByteArray();

    var refusal = catchThrowableOfType(SchemaException.class, () -> codec.decode(newer));

    assertThat(refusal.found()).isEqualTo(7);
    assertThat(refusal.supported()).isEqualTo(ProtoCommandCodec.SCHEMA_VERSION);
  }

  @Test
  void decode_ofUnknownCommand_namesBothVersions() {
    var stored = version1().addCommands(LoggedCommand.getDefaultInstance()).build();

    var refusal =
        catchThrowableOfType(SchemaException.class, () -> codec.decode(stored.toByteArray()));

    assertThat(refusal.found()).isEqualTo(1);
    assertThat(refusal.supported()).isEqualTo(ProtoCommandCodec.SCHEMA_VERSION);
  }

  @Test
  void decode_ofUnknownEnumNumber_isRefused() {
    var known =
        codec.encode(
            batch(
                NOW,
                new Command.AttemptEnded(
                    "n1",
                    new AttemptId(TaskId.of(1, 1), 1),
                    io.reeve.scheduler.core.task.EndReport.unseen("why", NOW))));
    var unknown = parse(known).toBuilder();
    unknown.getCommandsBuilder(0).getAttemptEndedBuilder().getReportBuilder().setCauseValue(99);

    assertThat(
            catchThrowableOfType(
                SchemaException.class, () -> codec.decode(unknown.build().toByteArray())))
        .isNotNull();
  }

  @Test
  void decode_ofSpecificationIndexBeyondTheTable_isRefused() {
    var stored =
        version1()
            .addCommands(
                LoggedCommand.newBuilder().setSubmitNewJob(SubmitNewJob.newBuilder().addSpecs(3)))
            .build();

    assertThat(
            catchThrowableOfType(
                CorruptBytesException.class, () -> codec.decode(stored.toByteArray())))
        .isNotNull();
  }

  @Test
  void decode_ofNothingAndOfGarbage_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> codec.decode("not a batch".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private Command decoded(Command command) {
    return codec.decode(codec.encode(batch(NOW, command))).commands().get(0);
  }

  private static Command submit(String... command) {
    return new Command.SubmitNewJob(
        null, "ada", JobSpec.DEFAULT, List.of(TaskSpec.ofCommand(command)), false);
  }

  private static Batch batch(Instant time, Command... commands) {
    return new Batch(1, 1, time, List.of(commands));
  }

  private static CommandBatch.Builder version1() {
    return CommandBatch.newBuilder().setSchemaVersion(1);
  }

  private static CommandBatch parse(byte[] bytes) {
    try {
      return CommandBatch.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
