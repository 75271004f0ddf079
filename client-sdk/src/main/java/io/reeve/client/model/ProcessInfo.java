package io.reeve.client.model;

import java.time.Instant;
import java.util.Optional;

/**
 * An operating-system process, as the agent of its node saw it.
 *
 * @param pid process id on the node
 * @param state the kernel's state letter, for example {@code D} for an uninterruptible wait; empty
 *     when not known
 * @param waitChannel where in the kernel it waits; empty when it does not, or that is not known
 * @param owner user name of its owner, or the number where there is no name
 * @param command its command line, at most 200 characters; its name in brackets when it has none
 * @param startTime when it began, by the node's clock; empty when not known
 */
public record ProcessInfo(
    long pid,
    String state,
    String waitChannel,
    String owner,
    String command,
    Optional<Instant> startTime) {}
