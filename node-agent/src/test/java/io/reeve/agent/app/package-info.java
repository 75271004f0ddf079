/** The daemon as a whole. */
@NullMarked
package io.reeve.agent.app;

import org.jspecify.annotations.NullMarked;
