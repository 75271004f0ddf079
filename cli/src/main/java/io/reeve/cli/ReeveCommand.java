package io.reeve.cli;

import io.reeve.client.RetryPolicy;
import io.reeve.client.SchedulerClient;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code reeve} command: global options and the list of nouns. */
@Command(
    name = "reeve",
    versionProvider = Version.class,
    description = "Submits, watches and cancels work on a Reeve cluster.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 refused, 2 usage, 3 no scheduler reachable, 4 timed out.",
      "The head node is found by --head, REEVE_HEAD, ~/.config/reeve/reeve.yaml,",
      "$REEVE_HOME/conf/reeve.yaml, else 127.0.0.1:7070."
    },
    subcommands = {
      DevCommand.class,
      RunCommand.class,
      JobCommand.class,
      TaskCommand.class,
      NodeCommand.class,
      ClusterCommand.class,
      CompletionCommand.class,
      ClasspathCommand.class,
      CommandLine.HelpCommand.class
    })
public final class ReeveCommand {
  /** Long enough for a head node that is just being restarted, short enough for a person. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How results are printed. */
  enum Output {
    /** For people. */
    table,
    /** For programs: the messages of reeve.v1 in their JSON form. */
    json
  }

  @Option(
      names = "--head",
      paramLabel = "HOST:PORT",
      scope = ScopeType.INHERIT,
      description = "Where the head node listens.")
  @Nullable String head;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      scope = ScopeType.INHERIT,
      description = "How to print: ${COMPLETION-CANDIDATES}.")
  Output output = Output.table;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print bare ids only.")
  boolean quiet;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "Never use colour; NO_COLOR does the same.")
  boolean noColor;

  private final Shell shell;

  ReeveCommand(Shell shell) {
    this.shell = shell;
  }

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Shell shell =
        new Shell(
            out,
            err,
            System.in,
            System.getenv(),
            System.getProperty("user.home", "."),
            InstantSource.system(),
            isTerminal(),
            Signals::handle);
    int code = execute(shell, args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Runs a command as a call; never exits, never throws. */
  static int execute(Shell shell, String... args) {
    int code = commandLine(shell).execute(args);
    shell.out().flush();
    return code;
  }

  static CommandLine commandLine(Shell shell) {
    ReeveCommand root = new ReeveCommand(shell);
    CommandLine line = new CommandLine(root);
    line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setUsageHelpWidth(Text.WIDTH);
    line.setParameterExceptionHandler(new UsageErrors(shell));
    line.setExecutionStrategy(ReeveCommand::runLast);
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> new Failures(shell, root::address).report(error));
    return line;
  }

  Shell shell() {
    return shell;
  }

  /** A noun without a verb is a usage error that shows what there is. */
  private static int runLast(CommandLine.ParseResult parsed) {
    CommandLine last = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
    boolean help = last.isUsageHelpRequested() || last.isVersionHelpRequested();
    if (!help
        && !(last.getCommand() instanceof Callable || last.getCommand() instanceof Runnable)) {
      last.usage(last.getErr());
      return Exit.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  String address() {
    return head != null ? head : HeadFinder.find(shell);
  }

  Printer printer() {
    boolean color = shell.terminal() && !noColor && !shell.env().containsKey("NO_COLOR");
    return new Printer(shell, output == Output.json, quiet, color);
  }

  SchedulerClient connect(String address) {
    return SchedulerClient.builder()
        .head(address)
        .userAgent("reeve-cli/" + Version.number())
        .retryPolicy(RetryPolicy.defaults().giveUpAfter(PATIENCE))
        .nativeTransport(false)
        .build();
  }

  /** Standard output alone decides: {@code System.console()} also looks at standard input. */
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
