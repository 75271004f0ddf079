package io.reeve.testing.fuzz;

import io.reeve.testing.Distribution;
import io.reeve.testing.LoopbackCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The command {@code run-fuzz}, see there for its options. */
public final class RunFuzz {
  private static final long MOST_GROWTH = 4L << 20;

  private RunFuzz() {}

  /** Does what the arguments say; they were checked by the script. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var options = List.of(arguments);
    var minutes = Double.parseDouble(value(options, "--minutes", "1"));
    var seed = Long.parseLong(value(options, "--seed", Long.toString(new Random().nextLong())));
    System.err.println("run-fuzz: seed=" + seed + " minutes=" + minutes);
    var result = onOwnHead(seed, Duration.ofSeconds(Math.round(minutes * 60)));
    result.faults().forEach(System.out::println);
    System.out.println(result.line());
    System.exit(isGood(result) ? 0 : 1);
  }

  private static String value(List<String> options, String name, String without) {
    var at = options.indexOf(name);
    return at < 0 ? without : options.get(at + 1);
  }

  /** A head node of its own, with no agent: what it is told to run nobody runs. */
  static FuzzRun.Result onOwnHead(long seed, Duration length)
      throws IOException, InterruptedException {
    try (var cluster = LoopbackCluster.headOnly(Distribution.home())) {
      var result = FuzzRun.against(cluster.address(), cluster.headPid(), seed, length, System.err);
      if (!isGood(result)) {
        var log = Files.createTempFile("reeved", ".log");
        Files.copy(cluster.data().resolve("reeved.log"), log, StandardCopyOption.REPLACE_EXISTING);
        System.out.println("log of the head node: " + log);
      }
      return result;
    }
  }

  static boolean isGood(FuzzRun.Result result) {
    return !result.crashed() && result.unclean() == 0 && result.growth() < MOST_GROWTH;
  }
}
