/**
 * The bytes that are kept: core values to and from {@code reeve.log.v1}. Nothing else knows these
 * messages.
 *
 * <p>Conversions are static and total, with exhaustive switches in both directions: a new state,
 * cause, command or answer does not compile, or does not pass its test, before it can be stored.
 * Stored bytes outlive the code: {@code src/test/resources/golden/log} holds those of every schema
 * version, and all of them must load for ever.
 */
@NullMarked
package io.reeve.scheduler.log.codec;

import org.jspecify.annotations.NullMarked;
