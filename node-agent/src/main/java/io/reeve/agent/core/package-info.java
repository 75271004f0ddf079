/**
 * What the agent decides, as plain values and functions: how an attempt is ended ({@link
 * io.reeve.agent.core.KillMachine}) and what is reported of it. No gRPC, protos, files, threads,
 * clocks, loggers.
 */
@NullMarked
package io.reeve.agent.core;

import org.jspecify.annotations.NullMarked;
