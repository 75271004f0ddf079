package io.reeve.scheduler.rpc;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.reeve.scheduler.rpc.error.ErrorDetails;
import javax.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each mutation: who asked for what, and what came of it. A mutation is a call whose
 * request can have a {@code request_id}.
 */
final class AccessLog implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  @Inject
  AccessLog() {}

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!isMutation(call.getMethodDescriptor()) || !log.isInfoEnabled()) {
      return next.startCall(call, headers);
    }
    var logged = new LoggedCall<>(call, Caller.current());
    return new SimpleForwardingServerCallListener<>(next.startCall(logged, headers)) {
      @Override
      public void onMessage(Q message) {
        logged.asked(message);
        super.onMessage(message);
      }
    };
  }

  static boolean isMutation(MethodDescriptor<?, ?> method) {
    return method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller
        && marshaller.getMessagePrototype() instanceof Message request
        && request.getDescriptorForType().findFieldByName("request_id") != null;
  }

  private static final class LoggedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final Caller caller;
    private volatile String request = "";
    private volatile String response = "";

    LoggedCall(ServerCall<Q, R> call, Caller caller) {
      super(call);
      this.caller = caller;
    }

    void asked(Q message) {
      request = message instanceof Message fields ? LogFields.of("", fields) : "";
    }

    @Override
    public void sendMessage(R message) {
      response = message instanceof Message fields ? LogFields.of("answer.", fields) : "";
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      log.info(
          "event=mutation method={} caller={} code={} reason={} hung_up={}{}{}",
          getMethodDescriptor().getBareMethodName(),
          LogValues.of(caller.name()),
          status.getCode(),
          ErrorDetails.reason(status, trailers).orElse("-"),
          isCancelled(),
          request,
          response);
      super.close(status, trailers);
    }
  }
}
