/**
 * The agents: one link for each, their joins, reports, heartbeats and leases. Turns reports into
 * commands and effects into messages. No rules about jobs and tasks: what a node should be doing is
 * asked of the state, when it is told.
 */
@NullMarked
package io.reeve.scheduler.nodes;

import org.jspecify.annotations.NullMarked;
