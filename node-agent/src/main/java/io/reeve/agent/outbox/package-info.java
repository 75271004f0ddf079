/**
 * What the agent must not forget: one append-only file, written in groups. Knows nothing of
 * processes or of the link.
 */
@NullMarked
package io.reeve.agent.outbox;

import org.jspecify.annotations.NullMarked;
