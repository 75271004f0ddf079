/**
 * The whole state: {@link io.reeve.scheduler.core.cluster.Cluster} applies commands to jobs, tasks
 * and nodes, and yields replies, events and effects. Pure and deterministic: the same commands give
 * the same state.
 */
@NullMarked
package io.reeve.scheduler.core.cluster;

import org.jspecify.annotations.NullMarked;
