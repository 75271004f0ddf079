/**
 * Runs real daemons of the distribution on loopback and looks at real processes; for system tests
 * and benchmarks.
 */
@NullMarked
package io.reeve.testing;

import org.jspecify.annotations.NullMarked;
