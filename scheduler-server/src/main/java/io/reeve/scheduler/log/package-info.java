/**
 * The command log on disk: the Ratis implementation, its snapshots and its files.
 *
 * <p>The only package that names a Ratis type and the only one that touches the log's files. It
 * carries opaque batches; what they mean is the engine's business. No rules about jobs and tasks,
 * no gRPC.
 *
 * <p>Read in this order: {@link RatisCommandLog} (what the engine sees), {@link
 * io.reeve.scheduler.log.RatisPeer} (one running Ratis server), {@link
 * io.reeve.scheduler.log.Applier} (the way into the replica), {@link
 * io.reeve.scheduler.log.Snapshots}, {@link io.reeve.scheduler.log.LogDirectory} (what is checked
 * and repaired before Ratis sees a file).
 */
@NullMarked
package io.reeve.scheduler.log;

import org.jspecify.annotations.NullMarked;
