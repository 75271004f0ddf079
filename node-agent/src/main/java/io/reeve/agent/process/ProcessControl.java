package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Ending;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.StartOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts programs under supervisors that outlive the agent, and tells what becomes of them. Unless
 * stated otherwise: runner thread only, returns at once.
 */
public interface ProcessControl extends AutoCloseable {
  /**
   * Starts listening.
   *
   * @param facts gets what supervisors tell, on a thread of its own; may wait when the reader is
   *     behind
   * @throws IOException when supervisors cannot be started on this machine
   */
  void open(Consumer<ProcessFact> facts) throws IOException;

  /** What finds and signals the processes of an attempt. */
  Containment containment();

  /**
   * Describes processes for people, in the background: to ask who a stuck one is may itself hang.
   *
   * @param then gets them on another thread, or never; those that are gone are left out
   */
  void describe(Collection<ProcessIdentity> processes, Consumer<List<Sighting>> then);

  /** The same at once, without what may hang: owner and command. */
  List<Sighting> describeBriefly(Collection<ProcessIdentity> processes);

  /** Value of {@link Marks#NODE} for this data directory. */
  String nodeMark();

  /** Writes down what to run. Any thread; waits for the disk. Nothing is started. */
  void prepare(LaunchSpec spec) throws IOException;

  /**
   * Has the prepared attempt started. May be repeated: it is started at most once. The outcome
   * comes as a fact.
   *
   * @throws IOException when no supervisor could be asked; try again
   */
  void launch(AttemptId id) throws IOException;

  /**
   * Makes sure that an attempt whose program was not executed yet never is.
   *
   * @return true when it is sure; false when a supervisor already has it
   * @throws IOException when neither can be told; try again
   */
  boolean prevent(AttemptId id) throws IOException;

  /** What is known of an attempt now; empty when nobody has claimed it. */
  Optional<ProcessFact> look(AttemptId id);

  /** Attempts that have files here. */
  List<AttemptId> found() throws IOException;

  /**
   * Why nothing can be learned from the files of an attempt of an earlier agent; empty when
   * something can.
   *
   * @param accepted whether its files were complete once
   */
  Optional<String> damage(AttemptId id, boolean accepted);

  /** Moves the files of such an attempt to {@code corrupt}, for people. */
  void setAside(AttemptId id) throws IOException;

  /** What is there. Any thread. */
  List<Path> setAside() throws IOException;

  /**
   * What a supervisor has said meanwhile of the end of an attempt whose files were set aside; empty
   * when nothing.
   */
  Optional<ProcessFact> lookAside(AttemptId id) throws IOException;

  /** Finds processes of attempts that nobody has a record of. */
  OrphanCensus census();

  /**
   * The ending of an attempt of an earlier agent: what that agent had begun, else what the
   * supervisor began by itself while nobody was there, or this agent was stopped. Whatever became
   * of it.
   */
  Optional<Ending> ending(StartOrder order);

  /**
   * Looks after attempts that wait for something: facts whose event was lost, supervisors that are
   * gone, processes that linger. To be called every {@link #sweepInterval}.
   */
  List<ProcessFact> sweep(Collection<AttemptId> awaited);

  /** How soon to sweep again. */
  Duration sweepInterval();

  /**
   * Removes the files of an attempt that is over and acknowledged; sets aside what is not ours. Any
   * thread; waits for the disk.
   */
  void forget(AttemptId id) throws IOException;

  /** Stops listening. Programs and supervisors go on. */
  @Override
  void close();
}
