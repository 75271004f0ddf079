/** Settings. */
@NullMarked
package io.reeve.agent.config;

import org.jspecify.annotations.NullMarked;
