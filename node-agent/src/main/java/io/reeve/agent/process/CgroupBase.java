package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.process.ContainmentChoice.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where this agent's attempts get their cgroups: {@code BASE/reeve-MARK/ATTEMPT}. The middle one is
 * there only while an attempt is.
 *
 * @param directory {@code BASE/reeve-MARK}; empty when there are none
 * @param reason why there are none although there might; empty otherwise
 */
record CgroupBase(Optional<Path> directory, String reason) {
  static final CgroupBase NONE = new CgroupBase(Optional.empty(), "");

  /**
   * Finds out what can be had, by trying it.
   *
   * @param supervisor the C supervisor, which tries
   * @throws IOException when cgroups are asked for and cannot be had
   */
  static CgroupBase choose(ContainmentChoice choice, Path supervisor, String nodeMark)
      throws IOException {
    if (choice.mode() == Mode.SUBREAPER) {
      return NONE;
    }
    try {
      Path base = choice.base().isPresent() ? choice.base().get() : own();
      String name = "reeve-" + nodeMark;
      probe(supervisor, base, name);
      return new CgroupBase(Optional.of(base.resolve(name)), "");
    } catch (IOException e) {
      if (choice.mode() == Mode.CGROUP) {
        throw new IOException("no containment by cgroup: " + e.getMessage(), e);
      }
      return new CgroupBase(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  Optional<Cgroup> of(AttemptId id) {
    return directory.map(d -> new Cgroup(d.resolve(id.toString())));
  }

  /** Every cgroup there is, of whatever name. */
  List<Cgroup> existing() {
    if (directory.isEmpty() || !Files.isDirectory(directory.get())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory.get())) {
      return entries.filter(Files::isDirectory).map(Cgroup::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes one, starts a process in it, kills it, removes it. */
  private static void probe(Path supervisor, Path base, String name) throws IOException {
    Process probe =
        new ProcessBuilder(
                supervisor.toString(), "--probe-cgroup", base.toString(), name + "/probe")
            .redirectErrorStream(true)
            .start();
    String answer =
        new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!answer.equals("ok")) {
      throw new IOException(base + ": " + answer);
    }
  }

  /** The agent's own cgroup, as the kernel shows it here. */
  private static Path own() throws IOException {
    return own(
        Files.readAllLines(Path.of("/proc/self/cgroup")),
        Files.readAllLines(Path.of("/proc/self/mountinfo")));
  }

  /**
   * The same from the two files.
   *
   * @param cgroups lines {@code HIERARCHY:CONTROLLERS:PATH}; version 2 is {@code 0::PATH}
   * @param mounts lines {@code ID PARENT DEVICE ROOT POINT OPTIONS... - TYPE ...}
   */
  static Path own(List<String> cgroups, List<String> mounts) throws IOException {
    String path =
        cgroups.stream()
            .filter(line -> line.startsWith("0::"))
            .map(line -> line.substring("0::".length()))
            .findFirst()
            .orElseThrow(() -> new IOException("the kernel has no cgroup version 2"));
    for (String mount : mounts) {
      String[] f = mount.split(" ", -1);
      if (!mount.contains(" - cgroup2 ")) {
        continue;
      }
      String root = f[3].equals("/") ? "" : f[3];
      if (path.equals(root) || path.startsWith(root + "/")) {
        String point = f[4].replace("\\040", " ");
        return Path.of(point, path.substring(root.length()));
      }
    }
    throw new IOException("cgroup version 2 is not mounted where the agent's own can be seen");
  }
}
