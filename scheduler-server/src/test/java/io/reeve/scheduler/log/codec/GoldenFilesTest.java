package io.reeve.scheduler.log.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.reeve.proto.log.v1.CommandProto.CommandBatch;
import io.reeve.proto.log.v1.SnapshotProto.SnapshotRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stored bytes of every version load, and give the state that they gave when they were written. */
class GoldenFilesTest {
  private final ProtoCommandCodec codec = new ProtoCommandCodec();

  @BeforeAll
  static void writeWhenAsked() throws IOException {
    if (Boolean.getBoolean("reeve.golden.write")) {
      GoldenFiles.write();
    }
  }

  static Stream<Path> versions() throws IOException {
    try (var versions = Files.list(GoldenFiles.ROOT)) {
      return versions.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void load_ofEveryVersion_givesTheRecordedStates(Path version) throws IOException {
    var fields = GoldenFiles.snapshot(codec, version.resolve("snapshot-fields.bin"));
    var before = GoldenFiles.snapshot(codec, version.resolve("snapshot.bin"));
    var after = GoldenFiles.replayed(codec, version);

    assertThat(Stream.of(fields, before, after).map(StateDigest::of))
        .isEqualTo(Files.readAllLines(version.resolve(GoldenFiles.DIGESTS)));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void load_ofEveryVersion_readsCommandsOfAllKinds(Path version) throws IOException {
    var batch = codec.decode(Files.readAllBytes(version.resolve("batch-kinds.bin")));

    assertThat(batch.commands()).isNotEmpty();
    assertThat(codec.decode(codec.encode(batch))).isEqualTo(batch);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void texts_sayTheSameAsTheBytes(Path version) throws IOException {
    for (var file : binaries(version)) {
      var text = file.resolveSibling(file.getFileName().toString().replace(".bin", ".txt"));

      assertThat(fromText(Files.readString(text), messages(file).get(0)))
          .as(file.toString())
          .isEqualTo(messages(file));
    }
  }

  @Test
  void write_today_givesTheBytesOfTheCurrentVersion() throws IOException {
    for (var file : binaries(GoldenFiles.CURRENT)) {
      assertThat(writtenAgain(file)).as(file.toString()).isEqualTo(Files.readAllBytes(file));
    }
  }

  /** A field that is added needs a new schema version, and golden files that have it. */
  @Test
  void currentVersion_exercisesEveryField() throws IOException {
    var seen = new HashSet<FieldDescriptor>();
    for (var file : binaries(GoldenFiles.CURRENT)) {
      messages(file).forEach(message -> collect(message, seen));
    }
    var all = new HashSet<FieldDescriptor>();
    collect(CommandBatch.getDescriptor(), all);
    collect(SnapshotRecord.getDescriptor(), all);

    var missing = new TreeSet<String>();
    all.stream()
        .filter(field -> !seen.contains(field))
        .forEach(field -> missing.add(field.getFullName()));
    assertThat(missing).isEmpty();
  }

  private static void collect(Message message, Set<FieldDescriptor> seen) {
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              seen.add(field);
              var values = field.isRepeated() ? (List<?>) value : List.of(value);
              values.stream()
                  .filter(Message.class::isInstance)
                  .forEach(inner -> collect((Message) inner, seen));
            });
  }

  private static void collect(Descriptor type, Set<FieldDescriptor> all) {
    for (var field : type.getFields()) {
      if (all.add(field) && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        collect(field.getMessageType(), all);
      }
    }
  }

  private static List<Path> binaries(Path version) throws IOException {
    try (var files = Files.list(version)) {
      return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
    }
  }

  private static boolean isSnapshot(Path file) {
    return file.getFileName().toString().startsWith("snapshot");
  }

  private static List<Message> messages(Path file) throws IOException {
    var bytes = Files.readAllBytes(file);
    return isSnapshot(file)
        ? List.copyOf(SnapshotFiles.records(bytes))
        : List.of(CommandBatch.parseFrom(bytes));
  }

  private byte[] writtenAgain(Path file) throws IOException {
    if (!isSnapshot(file)) {
      return codec.encode(codec.decode(Files.readAllBytes(file)));
    }
    var out = new ByteArrayOutputStream();
    codec.writeImage(GoldenFiles.snapshot(codec, file), out);
    return out.toByteArray();
  }

  private static List<Message> fromText(String text, Message prototype) throws IOException {
    var messages = new ArrayList<Message>();
    for (var part : text.split("(?m)^# .*\n", -1)) {
      if (!part.isEmpty()) {
        var message = prototype.newBuilderForType();
        TextFormat.merge(part, message);
        messages.add(message.build());
      }
    }
    return messages;
  }
}
