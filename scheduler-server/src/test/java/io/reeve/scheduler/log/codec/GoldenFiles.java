package io.reeve.scheduler.log.codec;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.reeve.proto.log.v1.CommandProto.CommandBatch;
import io.reeve.scheduler.core.cluster.Cluster;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.engine.CommandCodec.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The bytes of every schema version, as they were written by it: {@code
 * src/test/resources/golden/log/v1} and so on.
 *
 * <p>Those of the current version are made once, when it is born, with
 *
 * <pre>
 * {@code mvn -pl proto,scheduler-server -am test -Dtest=GoldenFilesTest -Dreeve.golden.write=true
 *     -Dsurefire.failIfNoSpecifiedTests=false}</pre>
 *
 * <p>which refuses when its directory is there. From then on they are never written again: a
 * version that was released cannot be changed, only followed by the next one.
 *
 * <p>A directory holds:
 *
 * <ul>
 *   <li>{@code batch-kinds.bin}: commands of every kind with all fields;
 *   <li>{@code snapshot-fields.bin}: a snapshot with all fields, of a state that no cluster was
 *       ever in;
 *   <li>{@code snapshot.bin}: a snapshot of a real cluster, {@code batch-01.bin} and so on: what
 *       happened to it next;
 *   <li>beside each of them the same as text;
 *   <li>{@code digests.txt}: the digests of both states, and of the second one after those batches.
 * </ul>
 */
final class GoldenFiles {
  static final Path ROOT = Path.of("src/test/resources/golden/log");
  static final Path CURRENT = ROOT.resolve("v" + ProtoCommandCodec.SCHEMA_VERSION);
  static final String DIGESTS = "digests.txt";

  private static final int COMMANDS_OF_A_KIND = 12;
  private static final int BATCHES = 12;
  private static final int COMMANDS_IN_A_BATCH = 5;

  private GoldenFiles() {}

  /** Writes the directory of the current version. */
  static void write() throws IOException {
    Files.createDirectories(ROOT);
    Files.createDirectory(CURRENT); // fails when it is there
    var codec = new ProtoCommandCodec();
    writeBatch(codec, "batch-kinds", kinds());

    var fields = new RandomValues(new Random(15)).image(List.of(0, 2, 3, 70), 4, 18);
    writeSnapshot(codec, "snapshot-fields", fields);

    var walk = ClusterWalk.begin(7);
    walk.walk(120);
    var before = walk.image();
    writeSnapshot(codec, "snapshot", before);
    for (var number = 1; number <= BATCHES; number++) {
      writeBatch(codec, "batch-%02d".formatted(number), next(walk, number));
    }

    Files.writeString(
        CURRENT.resolve(DIGESTS),
        String.join(
            "\n",
            StateDigest.of(fields),
            StateDigest.of(before),
            StateDigest.of(replayed(codec, CURRENT)),
            ""));
  }

  private static Batch kinds() {
    var commands = new RandomCommands(new Random(13));
    return commands.batchOf(
        IntStream.range(0, commands.kinds())
            .boxed()
            .flatMap(
                kind ->
                    IntStream.range(0, COMMANDS_OF_A_KIND)
                        .mapToObj(unused -> commands.ofKind(kind)))
            .toList());
  }

  private static Batch next(ClusterWalk walk, int number) {
    var steps = walk.walk(COMMANDS_IN_A_BATCH);
    return new Batch(
        0x5eed,
        number,
        steps.get(steps.size() - 1).time(),
        steps.stream().map(ClusterWalk.Step::command).toList());
  }

  /** The state of {@code snapshot.bin} after the batches of its directory. */
  static ClusterImage replayed(ProtoCommandCodec codec, Path directory) throws IOException {
    var cluster = Cluster.of(snapshot(codec, directory.resolve("snapshot.bin")));
    for (var file : batches(directory)) {
      var batch = codec.decode(Files.readAllBytes(file));
      batch.commands().forEach(command -> cluster.apply(command, batch.time()));
    }
    return cluster.image();
  }

  static ClusterImage snapshot(ProtoCommandCodec codec, Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return codec.readImage(in);
    }
  }

  private static List<Path> batches(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("batch-\\d+\\.bin"))
          .sorted()
          .toList();
    }
  }

  private static void writeBatch(ProtoCommandCodec codec, String name, Batch batch)
      throws IOException {
    var bytes = codec.encode(batch);
    writeTwins(name, bytes, List.of(CommandBatch.parseFrom(bytes)));
  }

  private static void writeSnapshot(ProtoCommandCodec codec, String name, ClusterImage image)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    codec.writeImage(image, bytes);
    writeTwins(name, bytes.toByteArray(), SnapshotFiles.records(bytes.toByteArray()));
  }

  private static void writeTwins(String name, byte[] bytes, List<? extends Message> messages)
      throws IOException {
    Files.write(CURRENT.resolve(name + ".bin"), bytes);
    var printer = TextFormat.printer().escapingNonAscii(false);
    var text = new StringBuilder();
    for (var message : messages) {
      text.append("# ").append(message.getDescriptorForType().getName()).append('\n');
      text.append(printer.printToString(message));
    }
    Files.writeString(CURRENT.resolve(name + ".txt"), text);
  }
}
