/**
 * The daemon as a program: its command line, its wiring, the order in which things start and stop,
 * and the adapters to the machine's clocks. Nothing imports it.
 */
@NullMarked
package io.reeve.scheduler.app;

import org.jspecify.annotations.NullMarked;
