package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.Replica;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.MD5FileUtil;

/**
 * The snapshots in one directory, named and digested as Ratis wants them: {@code
 * snapshot.TERM_INDEX} with an {@code .md5} beside it.
 *
 * <p>A snapshot gets its name only when it and its digest are durable, so one without a digest is
 * none.
 */
final class SnapshotFiles {
  private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path directory;

  SnapshotFiles(Path directory) {
    this.directory = directory;
  }

  /** A snapshot on disk, holding everything up to {@code at}. */
  record SnapshotFile(Path path, TermIndex at) {
    /** Whether its bytes are the ones that were written. */
    boolean isIntact() {
      try {
        MD5Hash stored = MD5FileUtil.readStoredMd5ForFile(path.toFile());
        return stored != null && stored.equals(MD5FileUtil.computeMd5ForFile(path.toFile()));
      } catch (IOException e) {
        return false; // an unreadable file or digest is as good as a wrong one
      }
    }

    Path digest() {
      return MD5FileUtil.getDigestFileForFile(path.toFile()).toPath();
    }
  }

  /** Newest first. */
  List<SnapshotFile> list() throws IOException {
    List<SnapshotFile> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        files.forEach(file -> parse(file).ifPresent(found::add));
      }
    }
    found.sort(Comparator.comparingLong((SnapshotFile file) -> file.at().getIndex()).reversed());
    return found;
  }

  private static Optional<SnapshotFile> parse(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(
            new SnapshotFile(
                file,
                TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))))
        : Optional.empty();
  }

  /**
   * Writes a snapshot; it is durable when this returns, and leaves nothing behind when it does not.
   */
  SnapshotFile write(TermIndex at, Replica.Frozen frozen) throws IOException {
    Path path = directory.resolve("snapshot." + at.getTerm() + "_" + at.getIndex());
    Path temporary = directory.resolve(path.getFileName() + ".tmp");
    SnapshotFile file = new SnapshotFile(path, at);
    try {
      MD5Hash digest = writeContent(temporary, frozen);
      MD5FileUtil.saveMD5File(path.toFile(), digest);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      syncDirectory();
      return file;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      Files.deleteIfExists(file.digest());
      throw e;
    }
  }

  private static MD5Hash writeContent(Path path, Replica.Frozen frozen) throws IOException {
    MessageDigest md5 = MD5FileUtil.newMD5();
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream digested =
          new DigestOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES), md5);
      frozen.writeTo(new Unclosable(digested));
      digested.flush();
      channel.force(true);
    }
    return MD5Hash.newInstance(md5.digest());
  }

  /**
   * Deletes all but the newest {@code retained} snapshots and what unfinished ones left; returns
   * the oldest kept.
   */
  Optional<SnapshotFile> prune(int retained) throws IOException {
    List<SnapshotFile> all = list();
    for (SnapshotFile old : all.subList(Math.min(retained, all.size()), all.size())) {
      Files.deleteIfExists(old.path());
      Files.deleteIfExists(old.digest());
    }
    return all.size() < retained ? Optional.empty() : Optional.of(all.get(retained - 1));
  }

  /** Deletes what a crash left of an unfinished snapshot. */
  void deleteUnfinished() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> temporary = Files.newDirectoryStream(directory, "*.tmp")) {
      for (Path file : temporary) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A replica may close what it writes to; the file must still be forced afterwards. */
  private static final class Unclosable extends FilterOutputStream {
    Unclosable(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length); // the superclass writes byte by byte
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
