/**
 * One job: its values and {@link io.reeve.scheduler.core.job.JobMachine}, which rolls its tasks up
 * into its state. Pure.
 */
@NullMarked
package io.reeve.scheduler.core.job;

import org.jspecify.annotations.NullMarked;
