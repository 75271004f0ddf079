package io.reeve.scheduler.log.codec;

import io.reeve.scheduler.core.cluster.ClusterImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * A short name of a whole state: equal states have the same digest, on every machine and after
 * every restart, and different ones never do in practice.
 *
 * <p>It is the SHA-256 of the records that a snapshot would hold, without its header and end. So it
 * stays the same for an old state when the schema grows, as long as what is new is absent there.
 */
public final class StateDigest {
  private StateDigest() {}

  /** The digest of a state, as 64 hexadecimal digits. Takes about as long as writing a snapshot. */
  public static String of(ClusterImage image) {
    try {
      return HexFormat.of()
          .formatHex(new SnapshotWriter(OutputStream.nullOutputStream()).writeState(image));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
