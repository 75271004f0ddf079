package io.reeve.agent.process;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How programs are to be contained.
 *
 * @param mode which implementation
 * @param base the cgroup (version 2) below which to make those of the attempts; empty for the
 *     agent's own
 */
public record ContainmentChoice(Mode mode, Optional<Path> base) {
  /** An implementation, or a preference. */
  public enum Mode {
    /** A cgroup where one can be made, else the sub-reaper. */
    AUTO,
    /** A cgroup; where none can be made the agent does not start. */
    CGROUP,
    /** No cgroup. */
    SUBREAPER
  }

  /** No cgroup. */
  public static final ContainmentChoice SUBREAPER =
      new ContainmentChoice(Mode.SUBREAPER, Optional.empty());
}
