package io.reeve.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The file that holds the mark of a data directory, see {@link Marks#NODE}. */
final class NodeMark {
  private NodeMark() {}

  /**
   * Reads it, and makes it at the first time: in one step, as with half a mark, or none, an agent
   * would take the tasks of others for its own.
   *
   * @throws IOException when it cannot be made or read, or is blank
   */
  static String of(Path data) throws IOException {
    Path file = data.resolve("mark");
    if (!Files.exists(file)) {
      Files.createDirectories(data);
      make(file);
    }
    String mark = Files.readString(file).strip();
    if (mark.isEmpty()) {
      throw new IOException(
          file + " is empty: remove it when no task of this agent runs, and start again");
    }
    return mark;
  }

  private static void make(Path file) throws IOException {
    Path temporary = file.resolveSibling("mark.tmp");
    Files.writeString(
        temporary,
        UUID.randomUUID().toString(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
