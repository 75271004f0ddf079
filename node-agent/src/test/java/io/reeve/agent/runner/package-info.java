/** Attempts over real processes and over fakes. */
@NullMarked
package io.reeve.agent.runner;

import org.jspecify.annotations.NullMarked;
