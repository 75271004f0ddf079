/** Tests of the command, run in-process against a hand-written head node on loopback. */
@NullMarked
package io.reeve.cli;

import org.jspecify.annotations.NullMarked;
