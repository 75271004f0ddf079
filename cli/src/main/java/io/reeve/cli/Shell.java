package io.reeve.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command sees of the world around it.
 *
 * @param out standard output: results
 * @param err standard error: everything else
 * @param in standard input
 * @param env environment variables
 * @param home the user's home directory
 * @param clock for relative times
 * @param terminal whether {@code out} is a terminal
 * @param interrupts tells of Ctrl-C
 */
record Shell(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Map<String, String> env,
    String home,
    InstantSource clock,
    boolean terminal,
    Interrupts interrupts) {
  /** Tells of Ctrl-C; {@link Signals} is the real one. */
  interface Interrupts {
    /** Runs the action, on a thread of its own, at every Ctrl-C from now on, instead of dying. */
    void onEach(Runnable action);
  }
}
