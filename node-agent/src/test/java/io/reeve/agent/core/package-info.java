/** The rules, without processes or clocks. */
@NullMarked
package io.reeve.agent.core;

import org.jspecify.annotations.NullMarked;
