package io.reeve.scheduler.rpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.reeve.scheduler.rpc.error.ErrorInterceptor;
import javax.inject.Inject;

/**
 * Puts around a service what needs its messages, and lets whatever is further out see bytes: so
 * bytes that are no message fail where {@link ErrorInterceptor} answers for it, instead of deep in
 * gRPC, which would answer UNKNOWN and log a stack trace for every such call.
 */
final class ServiceGuard {
  private final AccessLog log;
  private final ErrorInterceptor errors;

  @Inject
  ServiceGuard(AccessLog log, ErrorInterceptor errors) {
    this.log = log;
    this.errors = errors;
  }

  BindableService around(BindableService service) {
    return () ->
        ServerInterceptors.useInputStreamMessages(
            ServerInterceptors.interceptForward(service.bindService(), log, errors));
  }
}
