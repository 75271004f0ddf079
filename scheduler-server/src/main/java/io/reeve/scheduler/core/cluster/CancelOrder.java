package io.reeve.scheduler.core.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says with a cancel.
 *
 * @param requestedBy who asks
 * @param message why; may be empty
 * @param force whether to kill at once
 * @param grace grace period; absent means the task's, else the job's, else the cluster's
 */
public record CancelOrder(
    String requestedBy, String message, boolean force, @Nullable Duration grace) {}
