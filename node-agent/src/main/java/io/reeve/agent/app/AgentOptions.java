package io.reeve.agent.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The command line. Parsed by hand: a few flags do not pay for a library in the memory and the
 * start-up time of a daemon that should not be felt.
 *
 * @param config settings file
 * @param settings flags that stand for keys of the settings file
 * @param exitWithStdin stop when standard input ends
 * @param help only print the usage
 * @param stop what to ask of an agent that runs, instead of being one; empty for being one
 */
record AgentOptions(
    Optional<Path> config,
    Map<String, String> settings,
    boolean exitWithStdin,
    boolean help,
    Optional<StopFile> stop) {

  static final String USAGE =
      """
      usage: reeve-agent [--config FILE] [--data DIR] [--head HOST:PORT] [--name NAME] [--cores N]
                         [--memory BYTES] [--supervisor FILE] [--exit-with-stdin]
             reeve-agent stop [--kill-tasks] [--config FILE] [--data DIR]

        --config FILE      settings; default conf/agent.yaml of the distribution when it is there
        --data DIR         data directory, for one agent at a time
        --head HOST:PORT   the head node; default 127.0.0.1:7070
        --name NAME        node name; default the host name
        --cores N          cores to offer; default all
        --memory BYTES     memory to offer, for example 8GiB; default all
        --supervisor FILE  the supervisor program; default the distribution's
        --exit-with-stdin  stop when standard input reaches its end

      Stopping the agent never stops tasks: a later start on the same data directory finds them again.

        stop               stop the agent that runs on the data directory, and wait until it has
        --kill-tasks       before that, end its tasks: politely, after their grace period by force

      Exit codes: 0 stopped in good order, 1 cannot start or go on, 2 command line or settings not usable,
      4 stopped by "reeve-agent stop". Of "reeve-agent stop": 0 stopped, 1 not, 2 as above, 3 no agent runs there.
      """;

  private static final Map<String, String> VALUES =
      Map.of(
          "--data", "data-dir",
          "--head", "head",
          "--name", "name",
          "--cores", "cores",
          "--memory", "memory",
          "--supervisor", "supervisor");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is not as in {@link #USAGE}
   */
  static AgentOptions parse(String[] args) {
    Optional<Path> config = Optional.empty();
    Map<String, String> settings = new LinkedHashMap<>();
    boolean exitWithStdin = false;
    Optional<StopFile> stop =
        args.length > 0 && args[0].equals("stop") ? Optional.of(StopFile.STOP) : Optional.empty();
    for (int i = stop.isPresent() ? 1 : 0; i < args.length; i++) {
      String flag = args[i];
      switch (flag) {
        case "--help", "-h" -> {
          return new AgentOptions(config, settings, exitWithStdin, true, stop);
        }
        case "--exit-with-stdin" -> exitWithStdin = true;
        case "--kill-tasks" ->
            stop =
                Optional.of(
                    stop.map(s -> StopFile.KILL_TASKS)
                        .orElseThrow(
                            () -> new IllegalArgumentException("--kill-tasks goes with stop")));
        case "--config" -> config = Optional.of(Path.of(valueOf(args, i++)));
        default -> {
          String key = VALUES.get(flag);
          if (key == null) {
            throw new IllegalArgumentException("unknown option " + flag);
          }
          settings.put(key, valueOf(args, i++));
        }
      }
    }
    return new AgentOptions(config, settings, exitWithStdin, false, stop);
  }

  private static String valueOf(String[] args, int flag) {
    if (flag + 1 >= args.length) {
      throw new IllegalArgumentException(args[flag] + " needs a value");
    }
    return args[flag + 1];
  }
}
