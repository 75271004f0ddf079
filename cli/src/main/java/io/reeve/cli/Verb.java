package io.reeve.cli;

import io.reeve.client.SchedulerClient;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/** A verb that talks to the head node: opens the client, runs, closes it. */
@SuppressWarnings("NullAway.Init") // picocli sets the field before the call
abstract class Verb implements Callable<Integer> {
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** Does it. */
  abstract int run(SchedulerClient client, Printer printer) throws Exception;

  @Override
  public final Integer call() throws Exception {
    String address = reeve().address();
    Printer printer = reeve().printer();
    printer.awaits("an answer from " + address);
    AtomicBoolean over = new AtomicBoolean();
    try (SchedulerClient client = reeve().connect(address)) {
      LATER.execute(() -> tell(printer, over));
      return run(client, printer);
    } finally {
      over.set(true);
    }
  }

  /** A person who sees nothing for a second should know what is waited for. */
  private static void tell(Printer printer, AtomicBoolean over) {
    if (!over.get()) {
      printer.explainSilence();
    }
  }

  final ReeveCommand reeve() {
    return (ReeveCommand) spec.root().userObject();
  }

  /** For combinations that the declarations cannot express. */
  final CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
