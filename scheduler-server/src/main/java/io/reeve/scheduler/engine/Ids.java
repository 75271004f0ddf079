package io.reeve.scheduler.engine;

import java.util.UUID;

/** Where random ids come from. Thread-safe. */
public interface Ids {
  /** A new id, unlike any other. */
  UUID next();
}
