package io.reeve.testing.faults;

import java.time.Duration;
import java.util.Random;

/**
 * The steps of a random run. They follow from the seed alone, not from what happens: the same seed
 * gives the same steps.
 */
final class Plan {
  private static final int[] CODES = {0, 1, 3, 7, 42, 125, 126, 127, 128, 137, 143, 255};
  private static final int DAEMONS = 3;

  private final Random random;

  Plan(long seed) {
    random = new Random(seed);
  }

  Step next() {
    return new Step(Duration.ofMillis(between(40, 320)), action());
  }

  private Step.Action action() {
    var dice = random.nextInt(100);
    if (dice < 7) {
      return fault();
    } else if (dice < 50) {
      return submit();
    } else if (dice < 80) {
      return new Step.Cancel(
          random.nextInt(10), random.nextInt(4) == 0, Duration.ofMillis(between(0, 2_500)));
    } else if (dice < 86) {
      return new Step.CancelMany(between(2, 6), random.nextBoolean());
    }
    var millis = between(50, 400);
    return new Step.Race(code(), millis, Duration.ofMillis(between(millis, millis + 60)));
  }

  private Step.Action submit() {
    var kinds = ProgramKind.values();
    return new Step.Submit(kinds[random.nextInt(kinds.length)], code(), between(10, 3_000));
  }

  private Step.Action fault() {
    var dice = random.nextInt(100);
    if (dice < 20) {
      return new Step.KillSupervisor(random.nextInt(8));
    } else if (dice < 30) {
      return new Step.PauseSupervisor(random.nextInt(8), shortly());
    } else if (dice < 45) {
      return new Step.Kill(random.nextInt(DAEMONS), downtime());
    } else if (dice < 50) {
      return new Step.KillAll(random.nextInt(DAEMONS), shortly(), shortly());
    } else if (dice < 63) {
      return new Step.Pause(random.nextInt(DAEMONS), downtime());
    } else if (dice < 85) {
      var daemon = random.nextInt(DAEMONS);
      var points = daemon == 0 ? CrashPointNames.HEAD : CrashPointNames.AGENT;
      var point = points.get(random.nextInt(points.size()));
      return new Step.Arm(daemon, point + ":" + between(1, 4), shortly());
    }
    var modes = CutProxy.Mode.values();
    return new Step.Cut(
        random.nextInt(FaultCluster.NODES.size()),
        modes[1 + random.nextInt(modes.length - 1)],
        downtime());
  }

  /** Mostly short; one in five is longer than the lease and the head node's patience. */
  private Duration downtime() {
    return random.nextInt(5) == 0 ? Duration.ofMillis(between(6_000, 9_000)) : shortly();
  }

  private Duration shortly() {
    return Duration.ofMillis(between(0, 2_000));
  }

  private int code() {
    return CODES[random.nextInt(CODES.length)];
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
