/**
 * One task: its values and {@link io.reeve.scheduler.core.task.TaskMachine}, which decides what an
 * input does to it. Pure.
 */
@NullMarked
package io.reeve.scheduler.core.task;

import org.jspecify.annotations.NullMarked;
