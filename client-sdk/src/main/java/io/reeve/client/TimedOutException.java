package io.reeve.client;

import org.jspecify.annotations.Nullable;

/** Time ran out before the answer; for a wait, before what was waited for. */
public final class TimedOutException extends ReeveException {
  private static final long serialVersionUID = 1L;

  TimedOutException(Failure failure, @Nullable Throwable cause) {
    super(failure, cause);
  }
}
