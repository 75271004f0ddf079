package io.reeve.scheduler.core.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One process, as its node saw it last.
 *
 * @param pid process id
 * @param state the kernel's letter; empty when not known
 * @param waitChannel where in the kernel it waits; empty when not known
 * @param owner whose it is; empty when not known
 * @param command its command line
 * @param startedAt when it began, by the node's clock; absent when not known
 */
public record Sighting(
    long pid,
    String state,
    String waitChannel,
    String owner,
    String command,
    @Nullable Instant startedAt) {}
