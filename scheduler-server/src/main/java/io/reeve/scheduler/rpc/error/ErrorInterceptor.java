package io.reeve.scheduler.rpc.error;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a handler throws, or gives to {@code onError}, into the status its caller sees.
 * Handlers name no status. What gRPC's own services end a call with passes, with its text cut: they
 * repeat names that callers gave, and trailers that are too long would end a caller's connection
 * with all its calls.
 */
public final class ErrorInterceptor implements ServerInterceptor {
  private static final Logger log = LoggerFactory.getLogger(ErrorInterceptor.class);

  private final StatusMapper mapper;

  @Inject
  ErrorInterceptor(StatusMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var mapping = new MappingCall<>(call, mapper);
    try {
      return new GuardedListener<>(next.startCall(mapping, headers), mapping);
    } catch (Throwable thrown) {
      mapping.closeBecause(thrown);
      return new ServerCall.Listener<>() {};
    }
  }

  /** Closes once, with a mapped status. */
  private static final class MappingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final StatusMapper mapper;
    private final AtomicBoolean closed = new AtomicBoolean();

    MappingCall(ServerCall<Q, R> call, StatusMapper mapper) {
      super(call);
      this.mapper = mapper;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      var cause = status.getCause();
      if (!status.isOk() && cause != null) {
        closeBecause(cause);
      } else if (closed.compareAndSet(false, true)) {
        super.close(brief(status), trailers);
      }
    }

    private static Status brief(Status status) {
      var text = status.getDescription();
      return text == null ? status : status.withDescription(Text.brief(text));
    }

    void closeBecause(Throwable thrown) {
      if (!closed.compareAndSet(false, true)) {
        log.warn("event=late-failure method={}", getMethodDescriptor().getFullMethodName(), thrown);
        return;
      }
      var mapped = mapper.map(thrown, getMethodDescriptor().getFullMethodName());
      var trailers = mapped.getTrailers();
      super.close(mapped.getStatus(), trailers == null ? new Metadata() : trailers);
    }
  }

  /** Lets nothing through to gRPC, which would end the call with a bare UNKNOWN. */
  private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final MappingCall<Q, ?> call;

    GuardedListener(ServerCall.Listener<Q> listener, MappingCall<Q, ?> call) {
      super(listener);
      this.call = call;
    }

    private void guard(Runnable step) {
      try {
        step.run();
      } catch (Throwable thrown) {
        call.closeBecause(thrown);
      }
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    @Override
    public void onCancel() {
      guard(super::onCancel);
    }

    @Override
    public void onComplete() {
      guard(super::onComplete);
    }
  }
}
