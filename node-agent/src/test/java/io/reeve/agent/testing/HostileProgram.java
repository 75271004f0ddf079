package io.reeve.agent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.StartOrder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A program that does what it can not to be ended, see {@code src/test/c/hostile.c}. Its processes
 * are found by a name that no other run has.
 */
public final class HostileProgram {
  private static final Path SOURCE = Path.of("src", "test", "c", "hostile.c");
  private static final Path BINARY = Path.of("target", "native", "hostile").toAbsolutePath();

  private final String tag = "h" + UUID.randomUUID().toString().substring(0, 8);
  private final Path directory;

  /** One that leaves its files here. */
  public HostileProgram(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    compile();
  }

  private static void compile() throws IOException {
    try {
      List<String> command =
          List.of("cc", "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o");
      List<String> all = new ArrayList<>(command);
      all.addAll(List.of(BINARY.toString(), SOURCE.toString()));
      assertThat(new ProcessBuilder(all).inheritIO().start().waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An order to run it. */
  public StartOrder order(AttemptId id, String mode, int number) {
    return TestOrders.command(
        id, BINARY.toString(), mode, tag, directory.toString(), Integer.toString(number));
  }

  /** Whether all its processes (of a storm: half) were there. */
  public boolean isReady() {
    return Files.exists(directory.resolve("ready"));
  }

  /** The port it listens on. */
  public int port() throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve("port")).strip());
  }

  /** Its processes, wherever they got to; without zombies. */
  public List<Long> alive() throws IOException {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : all) {
        if (isOurs(process)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    }
    return found;
  }

  /** Ends all of it. */
  public void end() throws IOException {
    for (List<Long> left = alive(); !left.isEmpty(); left = alive()) {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  private static long threads(Path process) throws IOException {
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      return threads.count();
    }
  }

  private boolean isOurs(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      // A zombie with more than one thread is none: its first thread ended, and others go on.
      return stat.contains(" (" + tag + ") ")
          && (!stat.contains(" (" + tag + ") Z") || threads(process) > 1);
    } catch (IOException gone) {
      return false;
    }
  }
}
