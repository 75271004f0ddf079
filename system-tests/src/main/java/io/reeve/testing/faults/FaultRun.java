package io.reeve.testing.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a cluster under faults and says whether every promise was kept. */
public final class FaultRun {
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

  private FaultRun() {}

  /**
   * How a run ended.
   *
   * @param faults how many faults there were
   * @param crashes how many of them were daemons that crashed where they were told to
   * @param cuts how many of them were cuts of the network
   * @param cancels how many cancels were accepted, those that ended everything aside
   * @param violations the promises that were broken
   * @param orphans how many processes lived at the end that should not
   * @param history what is known of the run
   * @param data where the data of the daemons still is, with their logs; only after a violation
   */
  public record Result(
      int faults,
      int crashes,
      int cuts,
      int cancels,
      List<Violation> violations,
      int orphans,
      History history,
      Path data) {
    /** Copies the list. */
    public Result {
      violations = List.copyOf(violations);
    }

    /** The line with which a run ends. */
    public String line() {
      return "faults="
          + faults
          + " cancels="
          + cancels
          + " violations="
          + violations.size()
          + " orphans="
          + orphans;
    }
  }

  /**
   * Random work and random faults.
   *
   * @param home root of the distribution
   * @param seed what is done follows from it
   * @param length how long steps are taken; ending everything comes on top
   * @param progress told every ten seconds
   */
  public static Result random(Path home, long seed, Duration length, PrintStream progress)
      throws IOException, InterruptedException {
    try (var run = new Run(home, Saboteur.Restart.CRASHED)) {
      run.start(List.of("", "", ""));
      var plan = new Plan(seed);
      var begin = System.nanoTime();
      var told = begin;
      while (System.nanoTime() - begin < length.toNanos()) {
        run.play(plan.next());
        if (System.nanoTime() - told > PROGRESS_EVERY.toNanos()) {
          told = System.nanoTime();
          progress.printf(
              "run-faults: %d s of %d s, %s%n",
              Duration.ofNanos(told - begin).toSeconds(), length.toSeconds(), run.progress());
        }
      }
      progress.println("run-faults: ending everything, " + run.progress());
      return result(run, run.cancels());
    }
  }

  /**
   * A small scenario with one daemon that crashes at a point: ends by themselves, polite and forced
   * cancels, children left behind.
   *
   * @param home root of the distribution
   * @param headCrash where the head node crashes; empty: nowhere
   * @param agentCrash where the agent crashes; empty: nowhere
   * @param order which restart follows
   */
  public static Result scenario(Path home, String headCrash, String agentCrash, RestartOrder order)
      throws IOException, InterruptedException {
    return scenario(home, List.of(headCrash, agentCrash), order, scenario());
  }

  /**
   * One stubborn task that is canceled: of each kind of order the second is its cancel.
   *
   * @param home root of the distribution
   * @param headCrash where the head node crashes
   * @param order which restart follows
   */
  public static Result oneCancel(Path home, String headCrash, RestartOrder order)
      throws IOException, InterruptedException {
    var start = new Step(Duration.ZERO, new Step.Submit(ProgramKind.STUBBORN, 0, 0));
    var cancel = new Step.Cancel(0, false, Duration.ofMillis(300));
    var steps = List.of(start, new Step(Duration.ofSeconds(2), cancel));
    return scenario(home, List.of(headCrash, ""), order, steps);
  }

  private static Result scenario(
      Path home, List<String> crashAt, RestartOrder order, List<Step> steps)
      throws IOException, InterruptedException {
    try (var run = new Run(home, order.restart())) {
      run.start(crashAt);
      for (var step : steps) {
        if (step.action() instanceof Step.Cancel) {
          run.awaitAnswers();
        }
        run.play(step);
      }
      run.awaitCrash();
      run.awaitCancel();
      return result(run, run.cancels());
    }
  }

  /** Who is started again when a daemon has crashed in a scenario. */
  public enum RestartOrder {
    /** Only the one that crashed. */
    CRASHED_ONLY(Saboteur.Restart.CRASHED),
    /** All, the head node first. */
    HEAD_FIRST(Saboteur.Restart.HEAD_FIRST),
    /** All, the agent first. */
    AGENT_FIRST(Saboteur.Restart.AGENTS_FIRST);

    private final Saboteur.Restart restart;

    RestartOrder(Saboteur.Restart restart) {
      this.restart = restart;
    }

    private Saboteur.Restart restart() {
      return restart;
    }
  }

  private static List<Step> scenario() {
    var steps = new ArrayList<Step>();
    var soon = Duration.ofMillis(50);
    steps.add(new Step(soon, new Step.Submit(ProgramKind.EXITING, 7, 100)));
    steps.add(new Step(soon, new Step.Submit(ProgramKind.LEAVING, 3, 100)));
    steps.add(new Step(soon, new Step.Submit(ProgramKind.STUBBORN, 0, 0)));
    steps.add(new Step(soon, new Step.Submit(ProgramKind.POLITE, 42, 0)));
    steps.add(new Step(Duration.ofSeconds(1), new Step.Cancel(0, false, Duration.ofSeconds(2))));
    steps.add(new Step(soon, new Step.Cancel(1, false, Duration.ofMillis(300))));
    steps.add(new Step(Duration.ofMillis(200), new Step.Cancel(1, true, Duration.ZERO)));
    return steps;
  }

  private static Result result(Run run, int cancels) throws IOException, InterruptedException {
    var history = run.finish();
    var violations = Checker.check(history);
    run.close();
    if (violations.isEmpty()) {
      run.removeData();
    }
    return new Result(
        run.faults(),
        run.crashes(),
        run.cuts(),
        cancels,
        violations,
        Checker.orphans(history).size(),
        history,
        run.data());
  }

  /** Prints the faults, the violations, and all that is known of their tasks; else nothing. */
  public static void explain(Result result, PrintStream out) {
    if (result.violations().isEmpty()) {
      return;
    }
    result.history().faults().forEach(out::println);
    result.violations().stream()
        .flatMap(violation -> violation.task().stream())
        .distinct()
        .flatMap(result.history()::story)
        .forEach(out::println);
    result.violations().forEach(out::println);
    out.println("data and logs: " + result.data());
  }
}
