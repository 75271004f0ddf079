package io.reeve.client;

import org.jspecify.annotations.Nullable;

/** The call was given up on this side: interrupted, or its client or watch closed. */
public final class CallCanceledException extends ReeveException {
  private static final long serialVersionUID = 1L;

  CallCanceledException(Failure failure, @Nullable Throwable cause) {
    super(failure, cause);
  }
}
