package io.reeve.scheduler.nodes;

import io.reeve.proto.v1.ProcessInfo;
import io.reeve.scheduler.core.task.Sighting;
import java.util.ArrayList;
import java.util.List;

/** Processes that an agent describes. Lists and texts are cut to what an agent may send. */
final class Sightings {
  private static final int MAX_WORD = 64;
  private static final int MAX_COMMAND = 200;

  private Sightings() {}

  /**
   * The first of them.
   *
   * @param field where they stand in the message
   * @param most how many are kept
   * @throws StreamEnd when a time is none
   */
  static List<Sighting> of(String field, List<ProcessInfo> processes, int most) throws StreamEnd {
    var kept = new ArrayList<Sighting>();
    for (var process : processes.subList(0, Math.min(most, processes.size()))) {
      kept.add(
          new Sighting(
              process.getPid(),
              word(process.getState()),
              word(process.getWaitChannel()),
              word(process.getOwner()),
              cut(process.getCommand(), MAX_COMMAND),
              process.hasStartTime()
                  ? Protos.instant(field + ".start_time", process.getStartTime())
                  : null));
    }
    return kept;
  }

  static String word(String text) {
    return cut(text, MAX_WORD);
  }

  static String cut(String text, int most) {
    return text.substring(0, Math.min(most, text.length()));
  }
}
