package io.reeve.agent.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the lines that supervisors write to the named pipe, in one thread. */
final class EventPipe implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventPipe.class);
  private static final int BUFFER_BYTES = 64 * 1024; // a whole pipe

  private final RandomAccessFile pipe;
  private final Consumer<String> lines;
  private final Thread reader;
  private volatile boolean closed;

  /**
   * Opens the pipe for reading and writing: so it never waits for a writer and never sees the end
   * when the last one leaves.
   */
  EventPipe(Path path, Consumer<String> lines) throws IOException {
    this.pipe = new RandomAccessFile(path.toFile(), "rw");
    this.lines = lines;
    this.reader = new Thread(this::read, "supervisor-events");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    byte[] buffer = new byte[BUFFER_BYTES];
    int have = 0;
    try {
      while (!closed) {
        int n = pipe.read(buffer, have, buffer.length - have);
        if (n <= 0) {
          return;
        }
        have = deliver(buffer, have + n);
      }
    } catch (IOException e) {
      if (!closed) {
        log.error(
            "event=pipe-failed reason=\"{}\": falling back to looking at the files", e.toString());
      }
    }
  }

  private int deliver(byte[] buffer, int have) {
    int start = 0;
    for (int i = 0; i < have; i++) {
      if (buffer[i] == '\n') {
        lines.accept(new String(buffer, start, i - start, StandardCharsets.US_ASCII));
        start = i + 1;
      }
    }
    int rest = start == 0 && have == buffer.length ? 0 : have - start; // no line is that long
    System.arraycopy(buffer, start, buffer, 0, rest);
    return rest;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    pipe.write('\n'); // wakes the reader: closing does not interrupt a blocked read
    try {
      reader.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pipe.close();
  }
}
