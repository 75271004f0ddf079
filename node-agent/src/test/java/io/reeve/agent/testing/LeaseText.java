package io.reeve.agent.testing;

import io.reeve.agent.process.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** The node's lease, as an agent with a head node writes it. */
public final class LeaseText {
  private LeaseText() {}

  /** Puts it into the agent's data directory. */
  public static void write(Path data, long deadline, Duration length) {
    try {
      String text =
          "1 " + bootId() + " " + deadline + " " + length.toNanos() + " 1 " + deadline + " end\n";
      Path temporary = Files.writeString(data.resolve("lease.new"), text);
      Files.move(temporary, data.resolve("lease"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of this machine. */
  public static String bootId() throws IOException {
    return Machine.bootId();
  }
}
