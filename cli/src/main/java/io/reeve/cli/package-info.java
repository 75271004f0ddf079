/**
 * The {@code reeve} command: one thin class per verb that parses, calls the SDK and prints.
 *
 * <p>No rules and no gRPC in here. {@link io.reeve.cli.Shell} is the only way to the streams, the
 * environment and the clock, so that a test runs a command as a plain call.
 */
@NullMarked
package io.reeve.cli;

import org.jspecify.annotations.NullMarked;
