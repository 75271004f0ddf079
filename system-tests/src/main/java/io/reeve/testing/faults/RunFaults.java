package io.reeve.testing.faults;

import io.reeve.testing.Distribution;
import io.reeve.testing.faults.FaultRun.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The command {@code run-faults}, see there for its options. Ends with its line in any case. */
public final class RunFaults {
  private RunFaults() {}

  /** Does what the arguments say; they were checked by the script. */
  public static void main(String[] arguments) throws InterruptedException {
    var options = List.of(arguments);
    var minutes = Double.parseDouble(value(options, "--minutes", "2"));
    var seed = Long.parseLong(value(options, "--seed", Long.toString(new Random().nextLong())));
    // threads of a cut network may hang
    System.exit(options.contains("--crash-points") ? crashPoints() : random(seed, minutes));
  }

  private static String value(List<String> options, String name, String without) {
    var at = options.indexOf(name);
    return at < 0 ? without : options.get(at + 1);
  }

  private static int random(long seed, double minutes) throws InterruptedException {
    System.err.println("run-faults: seed=" + seed + " minutes=" + minutes);
    var length = Duration.ofSeconds(Math.round(minutes * 60));
    var tally = new Tally();
    try {
      var result = FaultRun.random(Distribution.home(), seed, length, System.err);
      if (!result.violations().isEmpty()) {
        System.out.println("seed=" + seed + " minutes=" + minutes);
      }
      tally.add(result);
    } catch (IOException | RuntimeException e) {
      tally.failed("seed=" + seed + " minutes=" + minutes, e);
    }
    return tally.end();
  }

  /** Every crash point with every restart order, one small cluster each. */
  private static int crashPoints() throws InterruptedException {
    var tally = new Tally();
    var cases = CrashPointCase.all();
    for (var i = 0; i < cases.size(); i++) {
      var which = cases.get(i);
      System.err.println("run-faults: " + (i + 1) + " of " + cases.size() + ", " + which);
      try {
        var result = which.run(Distribution.home());
        tally.add(result);
        if (result.crashes() != 1 || result.cancels() == 0) {
          tally.failed(which.toString(), new IllegalStateException("no crash, or no cancel"));
        }
      } catch (IOException | RuntimeException e) {
        tally.failed(which.toString(), e);
      }
    }
    return tally.end();
  }

  /** What all runs together came to. */
  private static final class Tally {
    private int faults;
    private int crashes;
    private int cuts;
    private int cancels;
    private int violations;
    private int orphans;

    void add(Result result) {
      FaultRun.explain(result, System.out);
      faults += result.faults();
      crashes += result.crashes();
      cuts += result.cuts();
      cancels += result.cancels();
      violations += result.violations().size();
      orphans += result.orphans();
    }

    /** A run that says nothing of the promises counts as one that broke them. */
    void failed(String run, Exception cause) {
      cause.printStackTrace();
      System.out.println(run + ": the run itself failed, " + cause);
      violations++;
    }

    /** Prints the last lines; the exit code. */
    int end() {
      System.err.println("run-faults: of the faults, crashes=" + crashes + " cuts=" + cuts);
      System.out.println(
          "faults=%d cancels=%d violations=%d orphans=%d"
              .formatted(faults, cancels, violations, orphans));
      return violations == 0 ? 0 : 1;
    }
  }
}
