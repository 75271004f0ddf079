package io.reeve.agent.process;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.Ending;
import io.reeve.agent.core.ExitEvidence;
import io.reeve.agent.core.Sighting;
import io.reeve.agent.core.SignalSent;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.StopSignal;
import io.reeve.agent.core.Time;
import io.reeve.agent.core.Time.Moment;
import io.reeve.agent.process.ProcessFact.Claimed;
import io.reeve.agent.process.ProcessFact.Gone;
import io.reeve.agent.process.ProcessFact.ProgramExited;
import io.reeve.agent.process.ProcessFact.Started;
import io.reeve.agent.process.ProcessFact.SupervisorLost;
import io.reeve.agent.process.SignalLog.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link ProcessControl} over the supervisor program: the C one, or the plain sh one. */
public final class SupervisedProcessControl implements ProcessControl {
  /** Why an end is not proven when the supervisor was lost and no cgroup knows who is left. */
  private static final String SUPERVISOR_LOST =
      "its supervisor was killed: a process that left the session and cleared its environment"
          + " may live";

  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration BUSY = Duration.ofMillis(25);

  private final Path data;
  private final Time time;
  private final boolean shell;
  private final String bootId;
  private final String nodeMark;
  private final AttemptFiles files;
  private final SignalLog signalLog;
  private final Spawner spawner;
  private final SessionScanContainment scan;
  private final CgroupBase cgroups;
  private final Containment containment;
  private final Sightings sightings;
  private final OrphanCensus census;

  /**
   * Ends that are to be told when no process of the attempt can be found any more: nobody else will
   * notice.
   */
  private final Map<AttemptId, Lingering> lingering = new LinkedHashMap<>();

  private long nextReview = Long.MIN_VALUE; // of them, monotonic
  private Duration reviewPause = BUSY;

  /** At most one task for each attempt waits for it, see the users of {@link #describe}. */
  private final ExecutorService describer =
      Executors.newSingleThreadExecutor(SupervisedProcessControl::describerThread);

  private @Nullable EventPipe events;

  /**
   * Makes it; directories are made, nothing is started.
   *
   * @param data the agent's data directory, held by this agent alone
   * @param supervisor the supervisor program; one whose name ends with {@code .sh} is the plain sh
   *     one
   * @param choice how the C supervisor is to contain programs; the plain sh one knows one way only
   * @throws IOException when the data directory cannot be used, or what was chosen is not possible
   */
  public SupervisedProcessControl(Path data, Path supervisor, Time time, ContainmentChoice choice)
      throws IOException {
    this.data = data;
    this.time = time;
    this.shell = supervisor.toString().endsWith(".sh");
    this.bootId = Machine.bootId();
    this.nodeMark = NodeMark.of(data);
    this.files = new AttemptFiles(Files.createDirectories(data.resolve("attempts")), bootId);
    Signals signals = new Signals();
    this.signalLog = new SignalLog(data.resolve("attempts"), time);
    ProcessMarks marks = new ProcessMarks(data, nodeMark);
    this.scan = new SessionScanContainment(files, signals, signalLog, marks);
    this.cgroups = cgroups(choice, supervisor);
    this.spawner =
        new Spawner(
            shell ? List.of("/bin/sh", supervisor.toString()) : List.of(supervisor.toString()),
            data,
            nodeMark);
    this.containment = IneffectiveKills.ifAsked(containment(signals));
    this.sightings = new Sightings(time);
    this.census = new MarkCensus(marks, cgroups, signals, this::described);
  }

  private CgroupBase cgroups(ContainmentChoice choice, Path supervisor) throws IOException {
    if (!shell) {
      return CgroupBase.choose(choice, supervisor, nodeMark);
    }
    if (choice.mode() == ContainmentChoice.Mode.CGROUP) {
      throw new IOException("no containment by cgroup: the sh supervisor cannot make one");
    }
    return CgroupBase.NONE;
  }

  private Containment containment(Signals signals) {
    if (shell) {
      return scan;
    }
    return cgroups.directory().isPresent()
        ? new CgroupContainment(files, signals, signalLog, scan, spawner)
        : new SubreaperContainment(files, signals, signalLog, scan, spawner, cgroups.reason());
  }

  @Override
  public void open(Consumer<ProcessFact> facts) throws IOException {
    removeLeftovers();
    spawner.start();
    events =
        new EventPipe(
            data.resolve("events"),
            line ->
                FactLines.event(line, bootId)
                    .filter(
                        fact -> !(shell && fact instanceof Gone)) // others may linger: sweep tells
                    .ifPresent(facts));
  }

  /** Cgroups whose supervisor did not live to remove them, and that nobody is in. */
  private void removeLeftovers() throws IOException {
    Set<Path> inUse = new HashSet<>();
    Set<Path> all = new LinkedHashSet<>();
    cgroups.existing().forEach(cgroup -> all.add(cgroup.directory()));
    for (AttemptId id : files.list()) {
      Optional<Path> own = files.cgroup(id).map(Cgroup::directory);
      own.ifPresent(all::add);
      if (mayBeSupervised(id)) {
        own.ifPresent(inUse::add); // it may just be about to start the program
      }
    }
    all.removeAll(inUse);
    all.forEach(directory -> new Cgroup(directory).remove());
  }

  /** Also when nothing is known: its supervisor may just be writing that it has it. */
  private boolean mayBeSupervised(AttemptId id) {
    return files.latest(id).isEmpty()
        || files.process(id).filter(process -> isAlive(process.supervisor())).isPresent();
  }

  @Override
  public Containment containment() {
    return containment;
  }

  @Override
  public void describe(Collection<ProcessIdentity> processes, Consumer<List<Sighting>> then) {
    List<ProcessIdentity> asked = List.copyOf(processes);
    describer.execute(() -> then.accept(described(asked)));
  }

  @Override
  public List<Sighting> describeBriefly(Collection<ProcessIdentity> processes) {
    return processes.stream().flatMap(process -> sightings.brief(process).stream()).toList();
  }

  private List<Sighting> described(Collection<ProcessIdentity> processes) {
    return processes.stream().flatMap(process -> sightings.of(process).stream()).toList();
  }

  private static Thread describerThread(Runnable task) {
    Thread thread = new Thread(task, "describer");
    thread.setDaemon(true); // one that hangs must not keep the agent from ending
    return thread;
  }

  @Override
  public String nodeMark() {
    return nodeMark;
  }

  @Override
  public void prepare(LaunchSpec spec) throws IOException {
    if (shell && !SessionScanContainment.canSend(spec.stopSignal())) {
      throw new IOException("the sh supervisor cannot send " + spec.stopSignal());
    }
    if (spec.ownWorkDir()) {
      Files.createDirectories(Path.of(spec.workDir()));
    }
    files.prepare(spec, shell, cgroups.of(spec.id()));
  }

  @Override
  public void launch(AttemptId id) throws IOException {
    spawner.launch(id);
  }

  @Override
  public boolean prevent(AttemptId id) throws IOException {
    return files.prevent(id);
  }

  @Override
  public Optional<ProcessFact> look(AttemptId id) {
    Optional<ProcessFact> latest = files.latest(id);
    return shell && latest.isPresent() && latest.get() instanceof Gone gone
        ? linger(resolve(gone))
        : latest;
  }

  @Override
  public List<AttemptId> found() throws IOException {
    return files.list();
  }

  @Override
  public Optional<String> damage(AttemptId id, boolean accepted) {
    return files.damage(id, accepted);
  }

  @Override
  public void setAside(AttemptId id) throws IOException {
    files.setAside(id);
  }

  @Override
  public List<Path> setAside() throws IOException {
    return files.setAside();
  }

  @Override
  public Optional<ProcessFact> lookAside(AttemptId id) throws IOException {
    return files.endSetAside(id);
  }

  @Override
  public OrphanCensus census() {
    return census;
  }

  @Override
  public Optional<Ending> ending(StartOrder order) {
    List<Line> lines = signalLog.read(order.id());
    Optional<Ending> ordered = files.order(order.id()).map(o -> ordered(order, o, lines));
    return ordered.or(() -> begunAlone(order, lines));
  }

  private Ending ordered(StartOrder order, OrderFile given, List<Line> lines) {
    boolean agentAsks = shell || SupervisorContainment.agentSends(order.stopSignal());
    boolean aboutToAsk = agentAsks && !given.killNow() && !SignalLog.hasAgent(lines);
    Optional<Moment> asking = aboutToAsk ? Optional.of(given.begin()) : Optional.empty();
    return new Ending(
        given.request(),
        given.begin(),
        given.deadline(),
        SignalLog.byAgent(lines, asking),
        SignalLog.askedAt(lines));
  }

  private static Optional<Ending> begunAlone(StartOrder order, List<Line> lines) {
    return lines.stream().flatMap(line -> begunAlone(order, line).stream()).findFirst();
  }

  private static Optional<Ending> begunAlone(StartOrder order, Line line) {
    Optional<StopRequest> why =
        switch (line.what()) {
          case LEFT -> Optional.of(order.endOfLeftBehind());
          case LIMIT -> Optional.of(order.endOverTime());
          case LEASE -> Optional.of(order.endWithoutLease(line.grace()));
          case ABOUT, SENT, SUPERVISOR -> Optional.empty();
        };
    long begin = line.at().nanos();
    long deadline = begin + line.grace().toNanos();
    return why.map(
        request -> new Ending(request, line.at(), deadline, List.of(), Optional.of(begin)));
  }

  @Override
  public List<ProcessFact> sweep(Collection<AttemptId> awaited) {
    List<ProcessFact> facts = new ArrayList<>();
    for (AttemptId id : awaited) {
      if (!lingering.containsKey(id)) {
        files.programExited(id).ifPresent(facts::add);
        look(id).map(this::withSupervisorChecked).ifPresent(facts::add);
      }
    }
    long now = time.nanos();
    if (!lingering.isEmpty() && (nextReview == Long.MIN_VALUE || now >= nextReview)) {
      int before = facts.size();
      reviewLingering(facts);
      backOff(now, facts.size() > before);
    }
    return facts;
  }

  /** A review reads all of {@code /proc}: what lingers for long is looked at less often. */
  private void backOff(long now, boolean somethingWent) {
    Duration doubled = reviewPause.multipliedBy(2);
    reviewPause = somethingWent ? BUSY : doubled.compareTo(QUIET) < 0 ? doubled : QUIET;
    nextReview = now + reviewPause.toNanos();
  }

  private void linger(Lingering left) {
    lingering.put(left.process().id(), left);
    nextReview = Long.MIN_VALUE;
    reviewPause = BUSY;
  }

  @Override
  public Duration sweepInterval() {
    return shell || !lingering.isEmpty() ? BUSY : QUIET;
  }

  @Override
  public void forget(AttemptId id) throws IOException {
    scan.forget(id);
    files.remove(id);
  }

  @Override
  public void close() {
    describer.shutdownNow();
    spawner.close();
    EventPipe open = events;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** The process id of the spawner: of use to operators and to tests of its death. */
  public long spawnerPid() {
    return spawner.pid();
  }

  /**
   * A fact that says "runs" is only as good as its supervisor, unless the supervisor concluded
   * meanwhile.
   */
  private ProcessFact withSupervisorChecked(ProcessFact fact) {
    Optional<RunningProcess> process = running(fact);
    if (process.isEmpty() || isAlive(process.get().supervisor())) {
      return fact;
    }
    ProcessFact now = look(fact.id()).orElse(fact);
    if (running(now).isEmpty()) {
      return now;
    }
    List<SignalSent> sent = SignalLog.bySupervisor(signalLog.read(fact.id()));
    String unproven = files.cgroup(fact.id()).isPresent() ? "" : SUPERVISOR_LOST;
    linger(Lingering.ofLostSupervisor(process.get(), now, time.wall(), sent, unproven));
    return new SupervisorLost(fact.id());
  }

  private static Optional<RunningProcess> running(ProcessFact fact) {
    if (fact instanceof Started started) {
      return Optional.of(started.process());
    }
    return fact instanceof Claimed claimed ? Optional.of(claimed.process()) : Optional.empty();
  }

  private static boolean isAlive(ProcessIdentity process) {
    return ProcStat.read(process.pid())
        .filter(now -> now.alive() && now.identity().equals(process))
        .isPresent();
  }

  /**
   * A shell says 143 both for {@code exit 143} and for death by SIGTERM. It is read as the signal
   * when the attempt was being ended, which is a guess for a program that catches SIGTERM and then
   * exits with just that code.
   */
  private Gone resolve(Gone gone) {
    int signal = gone.exit() instanceof ExitEvidence.Code code ? code.code() - 128 : 0;
    boolean sent = signal == StopSignal.SIGTERM.number() || signal == StopSignal.SIGKILL.number();
    return sent && files.order(gone.id()).isPresent()
        ? gone.with(new ExitEvidence.Signal(signal, false))
        : gone;
  }

  /** The sh supervisor leaves with the program: what stays behind is ours to watch. */
  private Optional<ProcessFact> linger(Gone gone) {
    Optional<RunningProcess> process = files.process(gone.id());
    if (process.isEmpty()) {
      return Optional.of(gone);
    }
    int left = scan.members(ProcTable.all(), process.get()).size();
    if (left == 0) {
      return Optional.of(gone);
    }
    linger(new Lingering(process.get(), gone, left));
    return Optional.of(
        new ProgramExited(gone.id(), gone.exit(), gone.exitTime().orElse(gone.goneTime()), left));
  }

  private void reviewLingering(List<ProcessFact> facts) {
    ProcTable table = ProcTable.all();
    lingering
        .values()
        .removeIf(
            left -> {
              Optional<Cgroup> cgroup = files.cgroup(left.process().id());
              if (!scan.members(table, left.process()).isEmpty()
                  || cgroup.filter(Cgroup::populated).isPresent()) {
                return false;
              }
              cgroup.ifPresent(Cgroup::remove);
              facts.add(left.goneAt(time.wall()));
              return true;
            });
  }

  /** An end that waits until nothing is found any more. */
  private record Lingering(RunningProcess process, Gone end, int left) {
    static Lingering ofLostSupervisor(
        RunningProcess process,
        ProcessFact last,
        Instant now,
        List<SignalSent> sent,
        String unproven) {
      Instant start = last instanceof Started started ? started.startTime() : now;
      long pid = process.program().map(ProcessIdentity::pid).orElse(0L);
      return new Lingering(
          process,
          new Gone(
              process.id(),
              new ExitEvidence.Unknown("supervisor lost"),
              pid,
              start,
              Optional.empty(),
              now,
              0,
              Optional.empty(),
              0,
              sent,
              unproven),
          0);
    }

    Gone goneAt(Instant time) {
      return new Gone(
          end.id(),
          end.exit(),
          end.pid(),
          end.startTime(),
          end.exitTime(),
          time,
          left,
          end.cpuTime(),
          end.maxMemoryBytes(),
          end.signals(),
          end.unproven());
    }
  }
}
