/**
 * Random requests to every RPC of a real head node, which must answer each of them with a clean
 * status and keep nothing of what it refused. {@link io.reeve.testing.fuzz.FuzzRun} puts the parts
 * together.
 */
@NullMarked
package io.reeve.testing.fuzz;

import org.jspecify.annotations.NullMarked;
