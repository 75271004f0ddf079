/** What tests of several packages share: a live node over real processes, orders, waiting. */
@NullMarked
package io.reeve.agent.testing;

import org.jspecify.annotations.NullMarked;
