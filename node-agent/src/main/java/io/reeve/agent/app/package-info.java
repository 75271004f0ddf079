/** The daemon: main, wiring, start and stop order. Nothing imports it. */
@NullMarked
package io.reeve.agent.app;

import org.jspecify.annotations.NullMarked;
