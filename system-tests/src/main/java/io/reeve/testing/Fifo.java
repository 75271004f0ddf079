package io.reeve.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A named pipe that tasks write to, so that the moment at which something happens inside a task can
 * be seen on this program's own clock. Opened for reading and writing: opening never blocks, and a
 * writer that goes is no end of file.
 */
public final class Fifo implements AutoCloseable {
  private final RandomAccessFile pipe;
  private final Path path;

  /** Makes the pipe. */
  public Fifo(Path path) throws IOException, InterruptedException {
    var made = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
    if (made != 0) {
      throw new IOException("mkfifo " + path);
    }
    this.path = path;
    this.pipe = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Where it is. */
  public String path() {
    return path.toString();
  }

  /** Waits for this line and returns when it came, in nanoseconds of this program's clock. */
  public long await(String line) throws IOException {
    var text = new StringBuilder();
    var buffer = new byte[256];
    while (true) {
      var length = pipe.read(buffer);
      var now = System.nanoTime();
      text.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
      if (text.indexOf(line + "\n") >= 0) {
        return now;
      }
    }
  }

  @Override
  public void close() throws IOException {
    pipe.close();
  }
}
