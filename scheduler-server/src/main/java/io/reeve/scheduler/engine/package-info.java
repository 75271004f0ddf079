/**
 * The single writer: takes commands, has them logged, applies them in log order, and hands out the
 * events and effects that follow. Owns the ports it needs. No rules about jobs and tasks, no gRPC.
 */
@NullMarked
package io.reeve.scheduler.engine;

import org.jspecify.annotations.NullMarked;
