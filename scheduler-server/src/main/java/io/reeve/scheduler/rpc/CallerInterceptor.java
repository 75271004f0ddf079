package io.reeve.scheduler.rpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import javax.inject.Inject;

/** Lets handlers and the log know who makes a call. */
final class CallerInterceptor implements ServerInterceptor {
  private final CallerResolver resolver;

  @Inject
  CallerInterceptor(CallerResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var caller = resolver.resolve(call.getAttributes());
    return Contexts.interceptCall(
        Context.current().withValue(Caller.KEY, caller), call, headers, next);
  }
}
