package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that forks supervisors. {@code ProcessBuilder} starts it once; each attempt then
 * costs a line in a pipe and a fork of a tiny process, where starting every supervisor from the JVM
 * costs more than a millisecond of processor time and a thread. Not thread-safe: runner thread
 * only.
 */
final class Spawner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Spawner.class);

  private final List<String> supervisor;
  private final Path data;
  private final String nodeMark;
  private @Nullable FileOutputStream lines; // null: not running, as far as we know
  private long pid;

  /**
   * Makes it; nothing is started yet.
   *
   * @param supervisor how to call the supervisor program
   * @param data the agent's data directory
   * @param nodeMark goes into its environment, and so into that of every supervisor
   */
  Spawner(List<String> supervisor, Path data, String nodeMark) {
    this.supervisor = supervisor;
    this.data = data;
    this.nodeMark = nodeMark;
  }

  /**
   * Starts it when it does not run. It makes the event pipe first, so that can be opened
   * afterwards.
   */
  void start() throws IOException {
    if (lines != null) {
      return;
    }
    String pipe = "spawner-" + ProcessHandle.current().pid() + ".pipe";
    List<String> command = new ArrayList<>(supervisor);
    command.addAll(List.of("--spawner", data.toString(), pipe));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(Marks.NODE, nodeMark);
    builder.environment().remove(Marks.ATTEMPT); // of an agent that itself runs in a task
    Process starter = builder.start();
    pid = readReady(starter);
    lines = open(data.resolve(pipe));
    Files.delete(data.resolve(pipe));
    log.info("event=spawner-started pid={}", pid);
  }

  /** Asks for one supervisor. When the spawner died, another is started and asked. */
  void launch(AttemptId id) throws IOException {
    tell(id.toString());
  }

  /** Has a process continued that somebody stopped, if it still is the one meant. */
  void proceed(ProcessIdentity stopped) throws IOException {
    tell("continue " + stopped.pid() + " " + stopped.startTicks());
  }

  private void tell(String text) throws IOException {
    byte[] line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
    for (int tries = 0; ; tries++) {
      start();
      try {
        write(line);
        return;
      } catch (IOException died) {
        close();
        if (tries > 0) {
          throw died;
        }
        log.warn("event=spawner-lost pid={} reason=\"{}\"", pid, died.getMessage());
      }
    }
  }

  /** Its process id. */
  long pid() {
    return pid;
  }

  /** Lets it end; supervisors live on. */
  @Override
  public void close() {
    FileOutputStream open = lines;
    lines = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyGone) {
        log.debug("event=spawner-pipe-closed reason=\"{}\"", alreadyGone.getMessage());
      }
    }
  }

  private void write(byte[] line) throws IOException {
    FileOutputStream open = lines;
    if (open == null) {
      throw new IOException("the spawner does not run");
    }
    open.write(line);
  }

  private long readReady(Process starter) throws IOException {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(starter.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = out.readLine();
      if (line == null || !line.startsWith("ready ")) {
        throw new IOException("cannot start " + supervisor + ": it said " + line);
      }
      return Long.parseLong(line.substring("ready ".length()));
    }
  }

  /**
   * Opening a pipe for writing waits for a reader, for ever if the spawner just died; with a read
   * end of our own open it does not. That read end must not stay, or a dead spawner would never be
   * noticed.
   */
  private static FileOutputStream open(Path pipe) throws IOException {
    try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw")) {
      FileOutputStream lines = new FileOutputStream(pipe.toFile());
      both.write('\n'); // its wait for a first writer is over
      return lines;
    }
  }
}
