/**
 * Not API: stubs, retries and the conversion between values and messages.
 *
 * <p>The only package of the SDK that names generated types or gRPC in a signature. May change at
 * any time; nothing outside {@code io.reeve.client} may use it.
 */
@NullMarked
package io.reeve.client.internal;

import org.jspecify.annotations.NullMarked;
