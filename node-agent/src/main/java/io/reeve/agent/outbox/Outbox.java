package io.reeve.agent.outbox;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.reeve.agent.convert.Ends;
import io.reeve.agent.convert.Starts;
import io.reeve.agent.core.AttemptId;
import io.reeve.agent.core.EndReport;
import io.reeve.agent.core.StartOrder;
import io.reeve.agent.outbox.Ledger.Entry;
import io.reeve.agent.runner.Journal;
import io.reeve.proto.agent.v1.Ended;
import io.reeve.proto.agent.v1.Start;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Journal} on a {@link Ledger}, with one writer thread: everything that is waiting when it
 * comes round is one write and one force. Final reports are tried again every second while the disk
 * refuses them; acceptances are not, so a node with a full disk starts nothing.
 *
 * <p>The queue is bounded by the number of attempts the runner takes on (a few records for each).
 * Cleaning up is done a little at a time, so that it never delays a start for long.
 */
public final class Outbox implements Journal, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final int PAST = 20_000; // numbers of attempts kept after the acknowledgement
  private static final long COMPACT_FROM_BYTES = 4L * 1024 * 1024;
  private static final int CLEANUPS_A_ROUND = 8;
  private static final int BATCH = 256;

  private static final byte ACCEPTED = 1;
  private static final byte ENDED = 2;
  private static final byte FORGOTTEN = 3;

  private final String bootId;
  private final Ledger ledger;
  private final Thread writer = new Thread(this::write, "outbox");

  // What the ledger says, kept to write it anew. Writer thread only once it runs.
  private final Map<AttemptId, ByteString> open = new LinkedHashMap<>();
  private final Map<AttemptId, ByteString> reports = new LinkedHashMap<>();
  private final Set<AttemptId> forgotten = new LinkedHashSet<>();

  private final Set<AttemptId> past = new LinkedHashSet<>(); // runner thread only
  private final List<Accepted> accepted = new ArrayList<>();
  private final List<EndReport> unacknowledged = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Item> items = new ArrayDeque<>(); // under the lock
  private final Deque<DiskStep> cleanups = new ArrayDeque<>(); // under the lock
  private boolean closed; // under the lock
  private volatile Runnable onTrouble = () -> {};

  /** Something to write. */
  private record Item(
      byte type,
      AttemptId id,
      ByteString payload,
      DiskStep before,
      Consumer<Optional<IOException>> done) {}

  /**
   * Opens it and reads what is there.
   *
   * @param bootId the kernel's boot id, remembered with each acceptance
   * @throws IOException when the file cannot be read or written
   */
  public Outbox(Path file, String bootId) throws IOException {
    this.bootId = bootId;
    List<Entry> entries = new ArrayList<>();
    this.ledger = Ledger.open(file, entries);
    entries.forEach(this::restore);
    open.values().forEach(this::addAccepted);
    reports.values().forEach(this::addReport);
    past.addAll(forgotten);
    compact();
  }

  /** Told, by the writer, each time when the disk refused something. */
  public void onTrouble(Runnable listener) {
    onTrouble = listener;
  }

  /** Starts the writer. */
  public void start() {
    writer.setDaemon(true); // a disk that hangs must not keep the agent from ending
    writer.start();
  }

  @Override
  public void accept(StartOrder order, DiskStep prepare, Consumer<Optional<IOException>> done) {
    ByteString start = Starts.toProto(order).toByteString();
    add(new Item(ACCEPTED, order.id(), withBoot(start), prepare, done));
  }

  @Override
  public void ended(EndReport report, Runnable durable) {
    ByteString ended = Ends.toProto(report).toByteString();
    add(new Item(ENDED, report.id(), ended, () -> {}, failure -> durable.run()));
  }

  @Override
  public void forget(AttemptId id, DiskStep cleanup) {
    past.add(id);
    if (past.size() > PAST) {
      past.remove(past.iterator().next());
    }
    add(
        new Item(
            FORGOTTEN,
            id,
            ByteString.copyFromUtf8(id.toString()),
            () -> {},
            failure -> addCleanup(cleanup)));
  }

  @Override
  public boolean isPast(AttemptId id) {
    return past.contains(id);
  }

  @Override
  public List<Accepted> accepted() {
    return List.copyOf(accepted);
  }

  @Override
  public List<EndReport> unacknowledged() {
    return List.copyOf(unacknowledged);
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ledger.close();
  }

  private void add(Item item) {
    lock.lock();
    try {
      items.add(item);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void addCleanup(DiskStep cleanup) {
    lock.lock();
    try {
      cleanups.add(cleanup);
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    List<Item> batch = new ArrayList<>();
    List<DiskStep> chores = new ArrayList<>();
    while (await(batch, chores)) {
      if (!batch.isEmpty()) {
        writeBatch(batch);
      }
      chores.forEach(Outbox::cleanUp);
    }
  }

  /** Waits for work; false when closed and all is written. */
  private boolean await(List<Item> batch, List<DiskStep> chores) {
    batch.clear();
    chores.clear();
    lock.lock();
    try {
      while (items.isEmpty() && cleanups.isEmpty() && !closed) {
        work.awaitUninterruptibly();
      }
      while (!items.isEmpty() && batch.size() < BATCH) {
        batch.add(items.remove());
      }
      while (!cleanups.isEmpty() && chores.size() < CLEANUPS_A_ROUND) {
        chores.add(cleanups.remove());
      }
      return !batch.isEmpty() || !closed;
    } finally {
      lock.unlock();
    }
  }

  private void writeBatch(List<Item> batch) {
    List<Item> ready = new ArrayList<>(batch.size());
    for (Item item : batch) {
      try {
        item.before().run();
        ready.add(item);
      } catch (IOException e) {
        tell(item, Optional.of(e));
      } catch (RuntimeException bug) { // one item's trouble must not stop the others
        log.error("event=ledger-step-failed attempt={}", item.id(), bug);
        tell(item, Optional.of(new IOException(bug)));
      }
    }
    try {
      ledger.append(ready.stream().map(i -> new Entry(i.type(), i.payload())).toList());
    } catch (IOException e) {
      onDiskTrouble(ready, e);
      return;
    }
    for (Item item : ready) {
      note(item.type(), item.id(), item.payload());
      tell(item, Optional.empty());
    }
    compactWhenWorthIt();
  }

  private static void tell(Item item, Optional<IOException> failure) {
    try {
      item.done().accept(failure);
    } catch (RuntimeException bug) {
      log.error("event=ledger-answer-failed attempt={}", item.id(), bug);
    }
  }

  /** Acceptances are refused; what must not be lost is tried again. */
  private void onDiskTrouble(List<Item> failed, IOException trouble) {
    log.error(
        "event=ledger-not-written records={} reason=\"{}\"", failed.size(), trouble.toString());
    onTrouble.run();
    lock.lock();
    try {
      for (int i = failed.size() - 1; i >= 0; i--) {
        Item item = failed.get(i);
        if (item.type() != ACCEPTED) {
          items.addFirst(item);
        }
      }
    } finally {
      lock.unlock();
    }
    for (Item item : failed) {
      if (item.type() == ACCEPTED) {
        tell(item, Optional.of(trouble));
      }
    }
    pause();
  }

  private void pause() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(1);
      while (left > 0 && !closed) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static void cleanUp(DiskStep step) {
    try {
      step.run();
    } catch (IOException e) {
      log.warn("event=cleanup-failed reason=\"{}\"", e.toString()); // found again at the next start
    } catch (RuntimeException bug) {
      log.error("event=cleanup-failed", bug);
    }
  }

  private void note(byte type, AttemptId id, ByteString payload) {
    switch (type) {
      case ACCEPTED -> open.put(id, payload);
      case ENDED -> {
        open.remove(id);
        reports.put(id, payload);
      }
      case FORGOTTEN -> {
        open.remove(id);
        reports.remove(id);
        forgotten.add(id);
        if (forgotten.size() > PAST) {
          forgotten.remove(forgotten.iterator().next());
        }
      }
      default -> throw new IllegalArgumentException("record type " + type);
    }
  }

  private void restore(Entry entry) {
    try {
      note(entry.type(), idOf(entry), entry.payload());
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      log.error("event=ledger-record-ignored type={} reason=\"{}\"", entry.type(), e.toString());
    }
  }

  private static AttemptId idOf(Entry entry) throws InvalidProtocolBufferException {
    return switch (entry.type()) {
      case ACCEPTED -> orderOf(entry.payload()).id();
      case ENDED -> Ends.fromProto(Ended.parseFrom(entry.payload())).id();
      case FORGOTTEN -> AttemptId.parse(entry.payload().toStringUtf8());
      default -> throw new IllegalArgumentException("record type " + entry.type());
    };
  }

  private void addAccepted(ByteString payload) {
    try {
      String boot = payload.substring(1, orderOffset(payload)).toStringUtf8();
      accepted.add(new Accepted(orderOf(payload), boot));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e); // restore has parsed it before
    }
  }

  private void addReport(ByteString payload) {
    try {
      unacknowledged.add(Ends.fromProto(Ended.parseFrom(payload)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e); // restore has parsed it before
    }
  }

  /** The boot id with its length in front, then the order. */
  private ByteString withBoot(ByteString start) {
    ByteString boot = ByteString.copyFromUtf8(bootId);
    return ByteString.copyFrom(new byte[] {(byte) boot.size()}).concat(boot).concat(start);
  }

  private static StartOrder orderOf(ByteString payload) throws InvalidProtocolBufferException {
    return Starts.fromProto(Start.parseFrom(payload.substring(orderOffset(payload))));
  }

  private static int orderOffset(ByteString payload) {
    return 1 + payload.byteAt(0);
  }

  private void compactWhenWorthIt() {
    if (ledger.size() > COMPACT_FROM_BYTES && ledger.size() > 2 * liveBytes()) {
      try {
        compact();
      } catch (IOException e) { // what was written counts all the same
        log.error("event=ledger-not-compacted reason=\"{}\"", e.toString());
      }
    }
  }

  private long liveBytes() {
    long bytes = forgotten.size() * 32L;
    for (ByteString payload : open.values()) {
      bytes += payload.size();
    }
    for (ByteString payload : reports.values()) {
      bytes += payload.size();
    }
    return bytes;
  }

  private void compact() throws IOException {
    List<Entry> live = new ArrayList<>();
    forgotten.forEach(id -> live.add(new Entry(FORGOTTEN, ByteString.copyFromUtf8(id.toString()))));
    open.values().forEach(p -> live.add(new Entry(ACCEPTED, p)));
    reports.values().forEach(p -> live.add(new Entry(ENDED, p)));
    ledger.rewrite(live);
  }
}
