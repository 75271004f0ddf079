package io.reeve.testing.faults;

import java.io.IOException;

/** Sends signals that Java cannot send. */
final class Signals {
  private Signals() {}

  /** Sends a signal to a process; nothing happens when it is gone. */
  static void send(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(pid))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
