package io.reeve.scheduler.log.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.reeve.proto.log.v1.CommandProto.CommandBatch;
import io.reeve.scheduler.core.cluster.ClusterImage;
import io.reeve.scheduler.engine.CommandCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * Keeps commands and states as {@code reeve.log.v1}.
 *
 * <p>{@link #decode} throws {@link SchemaException} for a batch that needs a newer version, and
 * {@link CorruptBytesException} for what is no batch at all. {@link #readImage} has them as the
 * cause of its {@link IOException}.
 *
 * <p>Equal specifications, owners and histories that are read one after another share one object,
 * over batches too; see {@link Interner}.
 */
@Singleton
public final class ProtoCommandCodec implements CommandCodec {
  /**
   * Version of the schema that is written. Raised with every addition to it; older ones are read
   * for ever.
   */
  static final int SCHEMA_VERSION = 1;

  private final Interner interner = new Interner();

  /** A codec; one is enough for a process. */
  @Inject
  public ProtoCommandCodec() {}

  @Override
  public byte[] encode(Batch batch) {
    var specs = new SpecTable();
    var encoder = new CommandEncoder(specs);
    var stored =
        CommandBatch.newBuilder()
            .setSchemaVersion(SCHEMA_VERSION)
            .setOrigin(batch.originHigh())
            .setSequence(batch.sequence())
            .setTimeMicros(Values.micros(batch.time()));
    batch.commands().forEach(command -> stored.addCommands(encoder.toStored(command)));
    return stored.addAllSpecs(specs.stored()).build().toByteArray();
  }

  @Override
  public Batch decode(byte[] bytes) {
    var stored = parse(bytes);
    var version = stored.getSchemaVersion();
    if (version == 0) {
      throw new CorruptBytesException("not a batch of commands: no schema version");
    }
    if (Integer.compareUnsigned(version, SCHEMA_VERSION) > 0) {
      throw new SchemaException("batch of commands", version, SCHEMA_VERSION);
    }
    try {
      return fromStored(stored);
    } catch (UnknownValueException e) {
      throw new SchemaException("batch with an " + e.getMessage(), version, SCHEMA_VERSION);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new CorruptBytesException("a batch of commands with impossible values", e);
    }
  }

  private static CommandBatch parse(byte[] bytes) {
    try {
      return CommandBatch.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptBytesException("not a batch of commands", e);
    }
  }

  private Batch fromStored(CommandBatch stored) {
    var specs = SpecConverter.fromStored(stored.getSpecsList(), interner);
    var decoder = new CommandDecoder(specs, interner);
    return new Batch(
        stored.getOrigin(),
        stored.getSequence(),
        Values.instant(stored.getTimeMicros()),
        stored.getCommandsList().stream().map(decoder::fromStored).toList());
  }

  @Override
  public void writeImage(ClusterImage image, OutputStream out) throws IOException {
    new SnapshotWriter(out).write(image);
    out.flush();
  }

  @Override
  public ClusterImage readImage(InputStream in) throws IOException {
    try {
      return new SnapshotReader(in, interner).read();
    } catch (SchemaException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
