/**
 * The client of a Reeve scheduler: {@link io.reeve.client.SchedulerClient} and what it needs.
 *
 * <p>Blocking calls and their {@code ...Async} twins, typed exceptions, immutable values ({@link
 * io.reeve.client.model}). No generated type and no gRPC type appears in a public signature, so a
 * program that uses this package does not depend on either.
 */
@NullMarked
package io.reeve.client;

import org.jspecify.annotations.NullMarked;
