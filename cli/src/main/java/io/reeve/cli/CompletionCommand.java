package io.reeve.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
    name = "completion",
    description = "Print a script that makes your shell complete commands.",
    mixinStandardHelpOptions = true,
    footer = "Load it with:  source <(reeve completion bash)")
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the call
final class CompletionCommand implements Callable<Integer> {
  /** The shells there is a script for; zsh reads bash's. */
  enum ShellName {
    /** The GNU shell. */
    bash,
    /** The Z shell. */
    zsh
  }

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "bash|zsh", description = "The shell: ${COMPLETION-CANDIDATES}.")
  ShellName shell;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    root.getOut().print(AutoComplete.bash("reeve", root));
    root.getOut().flush();
    return Exit.DONE;
  }
}
