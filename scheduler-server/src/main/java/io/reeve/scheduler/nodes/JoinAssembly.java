package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.ConnectRequest;
import io.reeve.proto.agent.v1.Inventory;
import io.reeve.proto.agent.v1.InventoryItem;
import io.reeve.proto.agent.v1.Join;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a join together again when its inventory came in parts. One stream; not thread-safe. Holds
 * nothing any more once the join is whole.
 */
final class JoinAssembly {
  /** All parts together: what is made of them has to fit into one entry of the log. */
  static final int MAX_BYTES = 7 << 20;

  private Join.@Nullable Builder join; // null before the first part
  private int bytes;

  /** Takes the next message of a new stream; the whole join when this was its last part. */
  Optional<Join> add(ConnectRequest part) throws StreamEnd {
    var begun = join;
    if (begun == null) {
      if (!part.hasJoin()) {
        throw StreamEnd.invalid("message", "the first message is not a join");
      }
      count(part.getJoin().getInventoryList());
      if (!part.getJoin().getInventoryContinues()) {
        return Optional.of(part.getJoin());
      }
      join = part.getJoin().toBuilder();
      return Optional.empty();
    }
    if (!part.hasInventory()) {
      throw StreamEnd.invalid("message", "not the rest of the inventory");
    }
    return add(begun, part.getInventory());
  }

  private Optional<Join> add(Join.Builder begun, Inventory more) throws StreamEnd {
    count(more.getItemsList());
    begun.addAllInventory(more.getItemsList());
    if (more.getContinues()) {
      return Optional.empty();
    }
    join = null;
    return Optional.of(begun.build());
  }

  private void count(List<InventoryItem> items) throws StreamEnd {
    for (var item : items) {
      bytes += item.getSerializedSize();
    }
    if (bytes > MAX_BYTES) {
      throw new StreamEnd(
          StreamEnd.Reason.INVENTORY_TOO_LARGE,
          "the inventory has more than " + MAX_BYTES + " bytes");
    }
  }
}
