package io.reeve.scheduler.log;

import io.reeve.scheduler.log.SnapshotFiles.SnapshotFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Looks into a log's directory, and damages it. */
final class LogFixture {
  private LogFixture() {}

  /** Quick supervision, and snapshots only on demand unless asked for. */
  static LogSettings settings(Path directory) {
    return settings(directory, 1_000_000, Duration.ofHours(1), 1L << 40);
  }

  static LogSettings settings(
      Path directory, int snapshotEntries, Duration interval, long snapshotBytes) {
    return new LogSettings(
        directory,
        "head-1",
        snapshotEntries,
        interval,
        snapshotBytes,
        2,
        8 << 20,
        Duration.ofMillis(50),
        Duration.ofSeconds(10));
  }

  static List<SegmentFile> segments(Path directory) throws IOException {
    return SegmentFile.list(group(directory).resolve("current"));
  }

  static List<SnapshotFile> snapshots(Path directory) throws IOException {
    return new SnapshotFiles(group(directory).resolve("sm")).list();
  }

  static List<Path> setAside(Path directory) throws IOException {
    Path aside = directory.resolve("set-aside");
    if (!Files.isDirectory(aside)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(aside)) {
      return files.toList();
    }
  }

  static Path group(Path directory) {
    return directory.resolve("raft").resolve(RatisPeer.GROUP.toString());
  }

  static void flip(Path file, long at) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[(int) at] ^= 0x40;
    Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** What a crash would leave; the log in {@code from} may be open but idle. */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().contains("lock")) {
              Files.copy(file, to.resolve(from.relativize(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
