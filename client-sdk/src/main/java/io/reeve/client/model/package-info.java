/**
 * What a scheduler knows and what it is asked, as immutable values.
 *
 * <p>Each value carries everything its message of {@code reeve.v1} carries; {@code
 * io.reeve.client.Json} prints it in exactly that message's JSON form. Requests with many optional
 * parts have a builder. Nothing in here talks to a scheduler, and no generated type appears.
 */
@NullMarked
package io.reeve.client.model;

import org.jspecify.annotations.NullMarked;
