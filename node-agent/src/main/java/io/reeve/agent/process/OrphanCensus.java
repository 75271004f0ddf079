package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Sighting;
import java.util.List;
import java.util.Set;

/**
 * Looks at all processes of the machine for those that carry the mark of this agent. It knows
 * nothing of records: who has one is for the caller to say. Any thread, one call at a time; waits
 * for {@code /proc} only.
 */
public interface OrphanCensus {
  /**
   * Looks once.
   *
   * @param recorded attempts that are of no interest
   * @return the others, those without a name last
   */
  List<Stray> look(Set<AttemptId> recorded);

  /**
   * Kills what was just seen, each process only if it is still the same; to be repeated after
   * another look until nothing is found.
   *
   * @param supervisors whether to kill supervisors too: they end by themselves when nothing is left
   *     below them, and what they say last is evidence
   * @return how many were killed
   */
  int kill(Stray stray, boolean supervisors);

  /** Describes the first of its processes for people; those that are gone are left out. */
  List<Sighting> describe(Stray stray);

  /**
   * Removes the cgroup of an attempt that was seen gone.
   *
   * @return whether there was one, and the kernel counts nobody in it: proof that nobody is left
   */
  boolean removeCgroup(Stray stray);
}
