package io.reeve.agent.testing;

import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.runner.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A journal that forgets nothing until the test does, and may refuse like a full disk. */
public final class MemoryJournal implements Journal {
  private final Map<AttemptId, Accepted> accepted = new LinkedHashMap<>();
  private final Map<AttemptId, EndReport> reports = new LinkedHashMap<>();
  private final Set<AttemptId> past = new HashSet<>();
  private boolean full;

  /** From now on acceptances fail, or succeed again. */
  public void full(boolean refuses) {
    full = refuses;
  }

  @Override
  public void accept(StartOrder order, DiskStep prepare, Consumer<Optional<IOException>> done) {
    try {
      if (full) {
        throw new IOException("no space left on device");
      }
      prepare.run();
      accepted.put(order.id(), new Accepted(order, "boot-1"));
      done.accept(Optional.empty());
    } catch (IOException e) {
      done.accept(Optional.of(e));
    }
  }

  @Override
  public void ended(EndReport report, Runnable durable) {
    accepted.remove(report.id());
    reports.put(report.id(), report);
    durable.run();
  }

  @Override
  public void forget(AttemptId id, DiskStep cleanup) {
    reports.remove(id);
    past.add(id);
    try {
      cleanup.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isPast(AttemptId id) {
    return past.contains(id);
  }

  @Override
  public List<Accepted> accepted() {
    return List.copyOf(accepted.values());
  }

  @Override
  public List<EndReport> unacknowledged() {
    return List.copyOf(reports.values());
  }
}
