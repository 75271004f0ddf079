package io.reeve.agent.head;

import io.reeve.agent.convert.Values;
import io.reeve.agent.runner.InventoryEntry;
import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.Inventory;
import io.reeve.proto.agent.v1.InventoryItem;
import io.reeve.proto.agent.v1.Join;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The messages a join is made of: one for most nodes, more when the inventory is long. Each is made
 * when it is asked for, so a long one is never in memory as a whole.
 */
final class JoinParts implements Iterator<ConnectRequest> {
  /** A part is full from here on; far below what any head node takes, which is 64 KiB at least. */
  static final int PART_BYTES = 32 * 1024;

  private static final int WHOLE = 1;
  private static final int IN_PARTS = 2;

  private final Join.Builder join;
  private final Iterator<InventoryEntry> inventory;
  private boolean begun;

  /**
   * Makes it.
   *
   * @param join everything but the inventory and the protocol version
   */
  JoinParts(Join.Builder join, List<InventoryEntry> inventory) {
    this.join = join;
    this.inventory = inventory.iterator();
  }

  @Override
  public boolean hasNext() {
    return !begun || inventory.hasNext();
  }

  @Override
  public ConnectRequest next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<InventoryItem> part = nextPart();
    boolean continues = inventory.hasNext();
    ConnectRequest.Builder message = ConnectRequest.newBuilder();
    if (begun) {
      message.setInventory(Inventory.newBuilder().addAllItems(part).setContinues(continues));
    } else {
      message.setJoin(
          join.addAllInventory(part)
              .setInventoryContinues(continues)
              .setProtocolVersion(continues ? IN_PARTS : WHOLE));
    }
    begun = true;
    return message.build();
  }

  private List<InventoryItem> nextPart() {
    List<InventoryItem> part = new ArrayList<>();
    int begunBytes = begun ? 0 : join.getCondition().getSerializedSize();
    for (int bytes = begunBytes; bytes < PART_BYTES && inventory.hasNext(); ) {
      InventoryItem item = item(inventory.next());
      part.add(item);
      bytes += item.getSerializedSize();
    }
    return part;
  }

  private static InventoryItem item(InventoryEntry entry) {
    InventoryItem.Builder item =
        InventoryItem.newBuilder()
            .setAttempt(Values.toProto(entry.id()))
            .setState(InventoryItem.State.valueOf("STATE_" + entry.state().name()))
            .setPid(entry.pid())
            .setStdoutPath(entry.stdout())
            .setStderrPath(entry.stderr());
    entry.startTime().ifPresent(t -> item.setStartTime(Values.toProto(t)));
    return item.build();
  }
}
