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
 */
record Shell(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Map<String, String> env,
    String home,
    InstantSource clock,
    boolean terminal) {}
