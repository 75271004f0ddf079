package io.reeve.cli;

import io.reeve.client.model.Cause;
import io.reeve.client.model.KillRecord;
import io.reeve.client.model.SignalSent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells how an attempt was ended and proven dead. */
final class KillStory {
  private static final String LAST_RESORT = "SIGKILL";

  /** Something the node saw or did. */
  private record Step(Instant time, String heading, String text) {}

  private final Printer printer;

  KillStory(Printer printer) {
    this.printer = printer;
  }

  /** The node's clock orders its own steps only; the head node's come before and after them. */
  void tell(KillRecord kill) {
    asked(kill);
    boolean killing = kill.escalated();
    for (Step step : steps(kill)) {
      printer.step("  " + step.heading(), step.text());
      if (killing && step.heading().equals(LAST_RESORT)) {
        printer.step("  killed", reason(kill));
        killing = false;
      }
    }
    if (killing) {
      printer.step("  killed", reason(kill));
    }
    if (kill.goneTime().isEmpty()) {
      printer.step("  all gone", "not observed: " + Words.orDash(kill.unproven()));
    }
    kill.reportTime().ifPresent(time -> printer.step("  reported", Words.exact(time)));
  }

  private static List<Step> steps(KillRecord kill) {
    List<Step> steps = new ArrayList<>();
    kill.beginTime()
        .ifPresent(
            time -> steps.add(new Step(time, "taken up", Words.exact(time) + " by the agent")));
    for (SignalSent sent : kill.signals()) {
      steps.add(
          new Step(sent.time(), sent.signal(), Words.exact(sent.time()) + " " + reached(sent)));
    }
    kill.exitTime()
        .ifPresent(time -> steps.add(new Step(time, "program gone", exited(kill, time))));
    kill.goneTime().ifPresent(time -> steps.add(new Step(time, "all gone", gone(kill, time))));
    steps.sort(Comparator.comparing(Step::time)); // stable: what is at once stays in this order
    return steps;
  }

  private void asked(KillRecord kill) {
    if (nobodyAsked(kill)) {
      return; // the program ended by itself, or the agent's reason is told where it killed
    }
    String by = kill.requestedBy().isEmpty() ? "the system" : kill.requestedBy();
    printer.step(
        "  end asked",
        "by "
            + by
            + kill.cause().map(cause -> " (" + Words.cause(cause) + ")").orElse("")
            + kill.acceptTime().map(time -> ", accepted " + Words.exact(time)).orElse("")
            + kill.gracePeriod().map(grace -> ", grace " + Words.span(grace)).orElse("")
            + forced(kill)
            + (kill.message().isEmpty() ? "" : ", because: " + kill.message()));
  }

  private static boolean nobodyAsked(KillRecord kill) {
    return kill.acceptTime().isEmpty() && kill.requestedBy().isEmpty();
  }

  private static String forced(KillRecord kill) {
    if (kill.forcedTime().isEmpty()) {
      return "";
    }
    return CancellationStory.forced(
        kill.forcedBy(), kill.forcedTime(), kill.acceptTime().orElse(Instant.MIN));
  }

  private static String reason(KillRecord kill) {
    if (kill.forcedTime().isPresent()) {
      return "by force";
    }
    String why = kill.message().isEmpty() ? "" : ": " + kill.message();
    if (nobodyAsked(kill) && kill.cause().equals(Optional.of(Cause.NODE_LOST))) {
      boolean atOnce = kill.gracePeriod().map(Duration::isZero).orElse(true);
      return (atOnce ? "" : "the grace period was over, as ") + "what watched it was lost" + why;
    }
    return "the grace period was over, or there was none" + (nobodyAsked(kill) ? why : "");
  }

  private static String reached(SignalSent sent) {
    return sent.processes() > 0
        ? "to " + Words.count(sent.processes(), "process")
        : "to an unknown number of processes: the agent was killed while it sent it";
  }

  private static String exited(KillRecord kill, Instant time) {
    return Words.exact(time)
        + (kill.leftBehind() > 0
            ? "; it left " + Words.count(kill.leftBehind(), "process") + " behind"
            : "");
  }

  private static String gone(KillRecord kill, Instant time) {
    Optional<Instant> first = kill.signals().stream().map(SignalSent::time).findFirst();
    String after =
        first
            .map(
                signal ->
                    ", " + Words.span(Duration.between(signal, time)) + " after the first signal")
            .orElse("");
    String seenBy = kill.containment().isEmpty() ? "" : " (seen by " + kill.containment() + ")";
    return Words.exact(time) + after + seenBy;
  }
}
