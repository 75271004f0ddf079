package io.reeve.cli;

import java.nio.file.Path;
import java.util.List;

/** Starts daemons; {@link ProcessLauncher} is the real one. */
interface Launcher {
  /**
   * A daemon to start.
   *
   * @param name for messages
   * @param command program and arguments
   * @param log where everything it prints goes
   * @param readyMark beginning of the line it prints when it is usable
   */
  record Daemon(String name, List<String> command, Path log, String readyMark) {}

  /** Starts it; a daemon that cannot even be started has ended with code 127. */
  Child launch(Daemon daemon);
}
