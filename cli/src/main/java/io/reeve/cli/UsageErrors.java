package io.reeve.cli;

import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line and where to read on. The whole usage would push what is
 * wrong off the screen.
 */
final class UsageErrors implements IParameterExceptionHandler {
  /** The library's words for where a value stands; the parameter's own label says it better. */
  private static final Pattern POSITION =
      Pattern.compile(
          "^(?:Invalid value|Value) for (?:option )?positional parameter at index \\S+"
              + " \\(([^)]*)\\):? ");

  private static final Pattern OPTION =
      Pattern.compile("^(?:Invalid value|Value) for (?:option )*'([^']*)'(?: \\([^)]*\\))?:? ");

  private final Shell shell;

  UsageErrors(Shell shell) {
    this.shell = shell;
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    print("reeve: ", words(error));
    if (error instanceof UnmatchedArgumentException unmatched) {
      suggestion(unmatched).ifPresent(nearest -> print("  ", "Did you mean " + nearest + "?"));
    }
    print("  ", "See:  " + command.getCommandSpec().qualifiedName() + " --help");
    shell.err().flush();
    return Exit.USAGE;
  }

  /** The library always finds something; a first letter in common keeps the nonsense away. */
  private static Optional<String> suggestion(UnmatchedArgumentException unmatched) {
    String typed = unmatched.getUnmatched().get(0);
    return unmatched.getSuggestions().stream()
        .filter(nearest -> nearest.regionMatches(0, typed, 0, 1))
        .findFirst();
  }

  private static String words(ParameterException error) {
    String message = String.valueOf(error.getMessage());
    if (error instanceof UnmatchedArgumentException unmatched) {
      return "there is no '" + String.join(" ", unmatched.getUnmatched()) + "' here";
    }
    return OPTION
        .matcher(POSITION.matcher(message).replaceFirst("$1: "))
        .replaceFirst("$1: ")
        .replaceFirst(": should be", " should be");
  }

  private void print(String first, String text) {
    Text.wrap(first, "  ", text).forEach(shell.err()::println);
  }
}
