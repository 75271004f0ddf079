package io.reeve.agent.testing;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Ending;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time;
import io.reeve.agent.process.Containment;
import io.reeve.agent.process.LaunchSpec;
import io.reeve.agent.process.OrphanCensus;
import io.reeve.agent.process.ProcessControl;
import io.reeve.agent.process.ProcessFact;
import io.reeve.agent.process.ProcessFact.Gone;
import io.reeve.agent.process.ProcessFact.NotStarted;
import io.reeve.agent.process.ProcessFact.ProgramExited;
import io.reeve.agent.process.ProcessFact.Started;
import io.reeve.agent.process.ProcessIdentity;
import io.reeve.agent.process.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Programs that exist only in the test's mind: it says what they do, and sees what was done to
 * them.
 */
public final class FakeProcessControl implements ProcessControl, Containment {
  private final Time time;
  private final Map<AttemptId, LaunchSpec> specs = new LinkedHashMap<>();
  private final Map<AttemptId, ProcessFact> facts = new HashMap<>();
  private final Map<AttemptId, Ending> endings = new HashMap<>();
  private final List<String> signals = new ArrayList<>();
  private final FakeCensus census = new FakeCensus();
  private final List<AttemptId> launched = new ArrayList<>();
  private Consumer<ProcessFact> listener = fact -> {};
  private long pids = 100;
  private boolean readOnly;
  private boolean describing = true;
  private final List<Runnable> undescribed = new ArrayList<>();
  private List<ProcessIdentity> remaining = List.of();
  private List<Path> setAside = List.of();

  /** With the test's time. */
  public FakeProcessControl(Time time) {
    this.time = time;
  }

  /** Signals in order, for example {@code SIGTERM 1.1.0.1}. */
  public List<String> signals() {
    return signals;
  }

  /** Attempts a supervisor was asked for, with repetitions. */
  public List<AttemptId> launched() {
    return launched;
  }

  /** The program is executed. */
  public void execute(AttemptId id) {
    RunningProcess process =
        new RunningProcess(
            id, new ProcessIdentity(pids++, 1), Optional.of(new ProcessIdentity(pids++, 1)));
    tell(new Started(process, time.wall(), time.nanos()));
  }

  /** The program ends, and a process that it left behind lives on. */
  public void endLeavingOne(AttemptId id, ExitEvidence exit) {
    tell(new ProgramExited(id, exit, time.wall(), 1));
  }

  /** The program ends and everything of it is gone. */
  public void end(AttemptId id, ExitEvidence exit) {
    tell(gone(id, exit));
  }

  /** That the program ended and everything of it is gone, now. */
  public Gone gone(AttemptId id, ExitEvidence exit) {
    Instant now = time.wall();
    return new Gone(
        id, exit, pids, now, Optional.of(now), now, 0, Optional.empty(), 0, List.of(), "");
  }

  /** The files say what a fact says, but nobody was told. */
  public void tellLater(ProcessFact fact) {
    facts.put(fact.id(), fact);
  }

  /** What a kill leaves, of every attempt. */
  public void leave(Long... pids) {
    remaining = Stream.of(pids).map(pid -> new ProcessIdentity(pid, 1)).toList();
  }

  /** From now on no start can be prevented, or it can again. */
  public void readOnly(boolean refuses) {
    readOnly = refuses;
  }

  private void tell(ProcessFact fact) {
    facts.put(fact.id(), fact);
    listener.accept(fact);
  }

  @Override
  public void open(Consumer<ProcessFact> consumer) {
    listener = consumer;
  }

  @Override
  public Containment containment() {
    return this;
  }

  @Override
  public void describe(Collection<ProcessIdentity> processes, Consumer<List<Sighting>> then) {
    List<Sighting> described =
        processes.stream()
            .map(p -> new Sighting(p.pid(), "D", "fake_wait", "root", "cat", Optional.empty()))
            .toList();
    if (describing) {
      then.accept(described);
    } else {
      undescribed.add(() -> then.accept(described));
    }
  }

  @Override
  public List<Sighting> describeBriefly(Collection<ProcessIdentity> processes) {
    return processes.stream()
        .map(p -> new Sighting(p.pid(), "D", "fake_wait", "", "", Optional.empty()))
        .toList();
  }

  /** From now on whoever describes a process hangs, or does so no longer. */
  public void describing(boolean works) {
    describing = works;
    if (works) {
      undescribed.forEach(Runnable::run);
      undescribed.clear();
    }
  }

  @Override
  public Optional<String> damage(AttemptId id, boolean accepted) {
    return Optional.empty();
  }

  @Override
  public void setAside(AttemptId id) {}

  @Override
  public List<Path> setAside() {
    return setAside;
  }

  /** These were set aside. */
  public void setAside(List<Path> paths) {
    setAside = List.copyOf(paths);
  }

  @Override
  public Optional<ProcessFact> lookAside(AttemptId id) {
    return Optional.empty();
  }

  @Override
  public OrphanCensus census() {
    return census;
  }

  /** What carries the mark. */
  public FakeCensus fakeCensus() {
    return census;
  }

  @Override
  public String nodeMark() {
    return "mark";
  }

  @Override
  public void prepare(LaunchSpec spec) {
    specs.put(spec.id(), spec);
  }

  @Override
  public void launch(AttemptId id) {
    launched.add(id);
  }

  @Override
  public boolean prevent(AttemptId id) throws IOException {
    if (readOnly) {
      throw new IOException("read-only file system");
    }
    ProcessFact fact = facts.computeIfAbsent(id, i -> new NotStarted(i, Optional.empty()));
    return fact instanceof NotStarted;
  }

  @Override
  public Optional<ProcessFact> look(AttemptId id) {
    return Optional.ofNullable(facts.get(id));
  }

  @Override
  public List<AttemptId> found() {
    return List.copyOf(specs.keySet());
  }

  @Override
  public Optional<Ending> ending(StartOrder order) {
    return Optional.ofNullable(endings.get(order.id()));
  }

  @Override
  public List<ProcessFact> sweep(Collection<AttemptId> awaited) {
    return awaited.stream().flatMap(id -> look(id).stream()).toList();
  }

  @Override
  public Duration sweepInterval() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void forget(AttemptId id) {
    specs.remove(id);
    facts.remove(id);
    endings.remove(id);
  }

  @Override
  public void close() {}

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Map<AttemptId, Integer> ask(List<Ask> batch) {
    batch.forEach(this::shorten);
    return signal(batch, null);
  }

  @Override
  public void shorten(Ask ask) {
    Ending ending =
        new Ending(ask.request(), ask.begin(), ask.deadline(), List.of(), Optional.empty());
    endings.put(ask.process().id(), ending);
  }

  @Override
  public Map<AttemptId, Integer> kill(List<Ask> batch) {
    return signal(batch, StopSignal.SIGKILL);
  }

  @Override
  public List<ProcessIdentity> remaining(RunningProcess process) {
    return remaining;
  }

  private Map<AttemptId, Integer> signal(
      List<Ask> batch, @org.jspecify.annotations.Nullable StopSignal instead) {
    Map<AttemptId, Integer> reached = new HashMap<>();
    for (Ask ask : batch) {
      StopSignal signal = instead == null ? ask.signal() : instead;
      signals.add(signal + " " + ask.process().id());
      endings.computeIfPresent(ask.process().id(), (id, ending) -> with(signal, ending));
      reached.put(ask.process().id(), 1);
    }
    return reached;
  }

  private Ending with(StopSignal signal, Ending ending) {
    List<SignalSent> sent = new ArrayList<>(ending.signals());
    sent.add(new SignalSent(signal, time.wall(), 1));
    Optional<Long> askedAt = ending.askedAt().or(() -> Optional.of(time.nanos()));
    return new Ending(ending.request(), ending.begin(), ending.deadline(), sent, askedAt);
  }
}
