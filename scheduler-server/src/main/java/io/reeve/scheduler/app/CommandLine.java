package io.reeve.scheduler.app;

import io.reeve.scheduler.config.Address;
import io.reeve.scheduler.config.NearestName;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param action what to do
 * @param config the file with the settings
 * @param dataDir in place of the file's {@code data-dir}
 * @param listen in place of the file's {@code listen}
 * @param exitWithStdin whether to stop when standard input ends
 */
record CommandLine(
    Action action,
    Optional<Path> config,
    Optional<Path> dataDir,
    Optional<Address> listen,
    boolean exitWithStdin) {
  static final String USAGE =
      """
      Usage: reeved [--config FILE] [--data DIR] [--listen HOST:PORT] [--exit-with-stdin]

      The head node's daemon of a Reeve cluster. Prints "reeved: ready on HOST:PORT" on standard
      output when it can be used; logs to standard error. SIGTERM stops it in good order.

        --config FILE       settings (YAML); default: conf/reeved.yaml of the distribution
        --data DIR          where the log lives; belongs to one daemon alone
        --listen HOST:PORT  where clients and agents dial in; port 0 picks a free one
        --exit-with-stdin   stop when standard input reaches its end
        --help              this text
        --version           the version

      Exit codes: 0 stopped in good order, 1 failed, 2 command line or settings not usable.
      """;

  private static final List<String> FLAGS =
      List.of("--config", "--data", "--listen", "--exit-with-stdin", "--help", "--version");

  /** What to do. */
  enum Action {
    RUN,
    HELP,
    VERSION
  }

  /** Not a command line of this program; the message tells a person why. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /** Reads the arguments; values follow their flag, as the next argument or after {@code =}. */
  static CommandLine parse(List<String> arguments) throws UsageException {
    var action = Action.RUN;
    Optional<Path> config = Optional.empty();
    Optional<Path> dataDir = Optional.empty();
    Optional<Address> listen = Optional.empty();
    var exitWithStdin = false;
    var rest = split(arguments).iterator();
    while (rest.hasNext()) {
      var flag = rest.next();
      switch (flag) {
        case "--config" -> config = Optional.of(Path.of(value(flag, rest)));
        case "--data" -> dataDir = Optional.of(Path.of(value(flag, rest)));
        case "--listen" -> listen = Optional.of(address(value(flag, rest)));
        case "--exit-with-stdin" -> exitWithStdin = true;
        case "--help", "-h" -> action = Action.HELP;
        case "--version" -> action = Action.VERSION;
        default ->
            throw new UsageException(
                "unknown argument '"
                    + flag
                    + "'; did you mean '"
                    + NearestName.to(flag, FLAGS.iterator())
                    + "'?");
      }
    }
    return new CommandLine(action, config, dataDir, listen, exitWithStdin);
  }

  private static List<String> split(List<String> arguments) {
    return arguments.stream()
        .flatMap(
            argument -> {
              var equals = argument.indexOf('=');
              return argument.startsWith("--") && equals > 0
                  ? List.of(argument.substring(0, equals), argument.substring(equals + 1)).stream()
                  : List.of(argument).stream();
            })
        .toList();
  }

  private static String value(String flag, Iterator<String> rest) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(flag + " wants a value");
    }
    return rest.next();
  }

  private static Address address(String text) throws UsageException {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--listen: " + e.getMessage());
    }
  }
}
