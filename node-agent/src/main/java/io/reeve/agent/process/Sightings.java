package io.reeve.agent.process;

import io.reeve.agent.process.Containment.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Describes processes that do not go away. */
final class Sightings {
  private Sightings() {}

  static List<Sighting> of(List<ProcStat> processes) {
    return processes.stream().map(p -> new Sighting(p.pid(), p.state(), channel(p.pid()))).toList();
  }

  private static String channel(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/wchan"));
    } catch (IOException gone) {
      return "";
    }
  }
}
