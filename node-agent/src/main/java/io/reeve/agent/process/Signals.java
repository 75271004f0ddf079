package io.reeve.agent.process;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Sends signals through {@link ProcessHandle}, never to a process that is not the one meant. */
final class Signals {
  private final AtomicLong refused = new AtomicLong();

  /** SIGTERM; false when that process is gone. */
  boolean terminate(ProcessIdentity target) {
    return handle(target).map(ProcessHandle::destroy).orElse(false);
  }

  /** SIGKILL; false when that process is gone. */
  boolean kill(ProcessIdentity target) {
    return handle(target).map(ProcessHandle::destroyForcibly).orElse(false);
  }

  /** How often a pid turned out to belong to another process by now. */
  long refused() {
    return refused.get();
  }

  /**
   * The handle is taken first and the start time compared afterwards: if it matches, the pid was
   * ours at both times, and the handle itself compares its own start time again when it signals.
   */
  private Optional<ProcessHandle> handle(ProcessIdentity target) {
    Optional<ProcessHandle> handle = ProcessHandle.of(target.pid());
    Optional<ProcStat> now = ProcStat.read(target.pid());
    if (handle.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    if (!now.get().identity().equals(target)) {
      refused.incrementAndGet();
      return Optional.empty();
    }
    return handle;
  }
}
