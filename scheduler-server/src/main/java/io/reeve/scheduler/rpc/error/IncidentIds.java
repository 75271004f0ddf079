package io.reeve.scheduler.rpc.error;

/** Makes the ids under which bugs are reported to callers and found again in the log. Thread-safe. */
@FunctionalInterface
public interface IncidentIds {
  /** An id that was not given before; short, without blanks. */
  String next();
}
