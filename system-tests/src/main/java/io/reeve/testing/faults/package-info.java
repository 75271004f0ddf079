/**
 * Fault injection: a cluster of real daemons that are killed, stopped and cut off while tasks run
 * and are canceled, a log of everything that was answered and seen, and a checker over it. {@link
 * io.reeve.testing.faults.FaultRun} puts them together.
 */
@NullMarked
package io.reeve.testing.faults;

import org.jspecify.annotations.NullMarked;
