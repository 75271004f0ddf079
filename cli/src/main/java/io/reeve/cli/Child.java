package io.reeve.cli;

import java.util.concurrent.CompletableFuture;

/** A daemon that {@code dev} started. */
interface Child {
  /** What it printed after its ready mark; never completes if it never does. */
  CompletableFuture<String> ready();

  /** Its exit code, when it has ended. */
  CompletableFuture<Integer> exit();

  /** Asks it to stop; returns at once. */
  void stop();

  /** Ends it at once. */
  void kill();
}
