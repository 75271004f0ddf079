package io.reeve.scheduler.rpc;

import io.grpc.Context;

/**
 * Who makes a call. Comes from the connection, never from a field of a request.
 *
 * @param name the user's name
 */
public record Caller(String name) {
  static final Context.Key<Caller> KEY = Context.key("reeve-caller");

  /** Who makes the call that this thread is handling; only inside a handler. */
  static Caller current() {
    var caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("no caller: the call did not pass the CallerInterceptor");
    }
    return caller;
  }
}
