/**
 * Refusals and exceptions become {@code google.rpc.Status} here, and nowhere else: the only package
 * that names a gRPC status code. Knows no message of the API.
 */
@NullMarked
package io.reeve.scheduler.rpc.error;

import org.jspecify.annotations.NullMarked;
