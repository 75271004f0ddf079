/** The planner: what may run where. Reads the state and proposes, changes nothing. Pure. */
@NullMarked
package io.reeve.scheduler.plan;

import org.jspecify.annotations.NullMarked;
