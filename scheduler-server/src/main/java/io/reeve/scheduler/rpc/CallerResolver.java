package io.reeve.scheduler.rpc;

import io.grpc.Attributes;

/**
 * Finds out who makes a call. Called for every call, on a transport thread: returns at once, never
 * throws.
 */
public interface CallerResolver {
  /**
   * Who makes a call.
   *
   * @param transport what the connection knows of its other end
   */
  Caller resolve(Attributes transport);
}
