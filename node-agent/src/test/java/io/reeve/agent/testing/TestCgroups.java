package io.reeve.agent.testing;

import io.reeve.agent.process.ContainmentChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cgroups (version 2) for tests, where this machine lets us make some. */
public final class TestCgroups {
  private TestCgroups() {}

  /** The top of the hierarchy, if we may make cgroups in it; its place differs between hosts. */
  public static Optional<Path> top() {
    return Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
        .map(Path::of)
        .filter(top -> Files.exists(top.resolve("cgroup.procs")))
        .filter(top -> Files.exists(top.resolve("cgroup.controllers")))
        .filter(TestCgroups::canMake)
        .findFirst();
  }

  /** Containment in cgroups below it. */
  public static ContainmentChoice choice() {
    return new ContainmentChoice(ContainmentChoice.Mode.CGROUP, top());
  }

  /** What there is of an agent with this data directory. */
  public static List<Path> of(Path data) throws IOException {
    Path own = top().orElseThrow().resolve("reeve-" + Files.readString(data.resolve("mark")));
    if (!Files.exists(own)) {
      return List.of();
    }
    try (Stream<Path> below = Files.walk(own)) {
      return below.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** Kills what is in it and removes it. */
  static void remove(Path data) throws IOException {
    for (List<Path> all = of(data); !all.isEmpty(); all = of(data)) {
      Files.writeString(all.get(0).resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
      for (int i = all.size() - 1; i >= 0; i--) {
        all.get(i).toFile().delete(); // not while somebody still dies in it
      }
    }
  }

  private static boolean canMake(Path top) {
    try {
      Path made = top.resolve("reeve-test-" + ProcessHandle.current().pid());
      Files.createDirectory(made);
      boolean kills = Files.exists(made.resolve("cgroup.kill"));
      Files.delete(made);
      return kills;
    } catch (IOException notOurs) {
      return false;
    }
  }
}
