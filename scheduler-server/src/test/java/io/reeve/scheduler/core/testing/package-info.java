/**
 * What tests of the core share: sample values, a cluster spoken to in short words, the invariants
 * that hold after every command, and a driver that plays clients, agents and the planner at random.
 */
@NullMarked
package io.reeve.scheduler.core.testing;

import org.jspecify.annotations.NullMarked;
