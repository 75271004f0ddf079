/** One node: its values, what is free on it, and when it is lost. Pure. */
@NullMarked
package io.reeve.scheduler.core.node;

import org.jspecify.annotations.NullMarked;
