package io.reeve.agent.testing;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.KillRecord;
import io.reeve.agent.process.ContainmentChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Figures of the agent alone, to be run by hand; not a test. Arguments: number of attempts, slots,
 * and cgroup to contain them in cgroups.
 */
public final class AgentBench {
  private AgentBench() {}

  /** Prints the figures. */
  public static void main(String[] args) throws Exception {
    int attempts = Integer.parseInt(args[0]);
    int slots = Integer.parseInt(args[1]);
    ContainmentChoice choice = args.length > 2 ? TestCgroups.choice() : ContainmentChoice.SUBREAPER;
    Path data = Files.createTempDirectory("agent-bench");
    try (LiveNode node = new LiveNode(data, LiveNode.nativeSupervisor(), choice)) {
      for (int round = 1; round <= 3; round++) {
        System.out.printf("tiny tasks: %.0f/s%n", tiny(node, round, attempts, slots));
      }
      for (int round = 1; round <= 2; round++) {
        latency(node, 10 + round);
      }
      for (int round = 1; round <= 3; round++) {
        mass(node, 20 + round);
      }
      tree(node, 29);
      stubborn(node, 30);
      idle(node, 31);
    }
  }

  private static double tiny(LiveNode node, int job, int attempts, int slots) {
    long begin = System.nanoTime();
    for (int i = 1; i <= attempts; i++) {
      node.start(TestOrders.command(new AttemptId(job, i, 0, 1), "/bin/true"));
      if (i > slots) {
        finish(node, new AttemptId(job, i - slots, 0, 1));
      }
    }
    for (int i = attempts - slots + 1; i <= attempts; i++) {
      finish(node, new AttemptId(job, i, 0, 1));
    }
    return attempts / ((System.nanoTime() - begin) / 1e9);
  }

  private static void finish(LiveNode node, AttemptId id) {
    EndReport report = node.awaitEnded(id);
    if (report.neverStarted()) {
      throw new IllegalStateException(report.toString());
    }
    node.acknowledge(id);
  }

  private static void latency(LiveNode node, int job) {
    List<Long> signal = new ArrayList<>();
    List<Long> end = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      AttemptId id = new AttemptId(job, i, 0, 1);
      node.start(TestOrders.command(id, "sleep", "100"));
      node.awaitStarted(id);
      long stop = System.nanoTime();
      java.time.Instant wall = java.time.Instant.now();
      node.stop(id, TestOrders.cancel(Duration.ofSeconds(5)));
      EndReport report = node.awaitEnded(id);
      end.add((System.nanoTime() - stop) / 1000);
      signal.add(
          Duration.between(wall, report.killRecord().orElseThrow().exitTime().orElseThrow())
                  .toNanos()
              / 1000);
      node.acknowledge(id);
    }
    signal.sort(null);
    end.sort(null);
    System.out.printf(
        "stop received -> program dead: p50 %d us, p99 %d us; -> report durable: p50 %d us, p99 %d us%n",
        signal.get(50), signal.get(98), end.get(50), end.get(98));
  }

  private static void mass(LiveNode node, int job) {
    List<AttemptId> ids =
        IntStream.rangeClosed(1, 200).mapToObj(i -> new AttemptId(job, i, 0, 1)).toList();
    ids.forEach(id -> node.start(TestOrders.command(id, "sleep", "100")));
    ids.forEach(node::awaitStarted);
    long stop = System.nanoTime();
    java.time.Instant wall = java.time.Instant.now();
    node.stopAll(ids, TestOrders.cancel(Duration.ofSeconds(5)));
    long[] gone =
        ids.stream()
            .map(node::awaitEnded)
            .mapToLong(
                r ->
                    Duration.between(wall, r.killRecord().orElseThrow().goneTime().orElseThrow())
                        .toMillis())
            .toArray();
    System.out.printf(
        "200 canceled: all gone after %d ms, all reports durable after %d ms%n",
        Arrays.stream(gone).max().orElseThrow(), (System.nanoTime() - stop) / 1_000_000);
    ids.forEach(node::acknowledge);
  }

  private static void tree(LiveNode node, int job) throws Exception {
    for (int i = 1; i <= 10; i++) {
      AttemptId id = new AttemptId(job, i, 0, 1);
      HostileProgram program = new HostileProgram(Files.createTempDirectory("agent-bench"));
      node.start(program.order(id, "family", 200));
      while (!program.isReady()) {
        Thread.onSpinWait();
      }
      java.time.Instant wall = java.time.Instant.now();
      node.stop(id, TestOrders.cancel(Duration.ZERO));
      KillRecord record = node.awaitEnded(id).killRecord().orElseThrow();
      System.out.printf(
          "tree of 200 that ignores signals, forced: all gone after %d us, left %d%n",
          Duration.between(wall, record.goneTime().orElseThrow()).toNanos() / 1000,
          program.alive().size());
      node.acknowledge(id);
    }
  }

  private static void stubborn(LiveNode node, int job) throws Exception {
    for (int i = 1; i <= 5; i++) {
      AttemptId id = new AttemptId(job, i, 0, 1);
      Path ready = Files.createTempDirectory("agent-bench").resolve("ready");
      node.start(
          TestOrders.shell(id, "trap '' TERM; touch " + ready + "; while :; do sleep 0.05; done"));
      while (!Files.exists(ready)) {
        Thread.onSpinWait();
      }
      node.stop(id, TestOrders.cancel(Duration.ofSeconds(2)));
      KillRecord record = node.awaitEnded(id).killRecord().orElseThrow();
      System.out.printf(
          "stubborn, grace 2 s: program dead %d us, all gone %d us after the polite signal%n",
          Duration.between(record.signals().get(0).time(), record.exitTime().orElseThrow())
                  .toNanos()
              / 1000,
          Duration.between(record.signals().get(0).time(), record.goneTime().orElseThrow())
                  .toNanos()
              / 1000);
      node.acknowledge(id);
    }
  }

  private static void idle(LiveNode node, int job) throws Exception {
    List<AttemptId> ids =
        IntStream.rangeClosed(1, 500).mapToObj(i -> new AttemptId(job, i, 0, 1)).toList();
    ids.forEach(id -> node.start(TestOrders.command(id, "sleep", "100")));
    ids.forEach(node::awaitStarted);
    System.out.println("500 running; press enter to go on; pid " + ProcessHandle.current().pid());
    if (System.in.read() < 0) {
      System.out.println("no input");
    }
    node.stopAll(ids, TestOrders.cancel(Duration.ofSeconds(5)));
    ids.forEach(node::awaitEnded);
  }
}
