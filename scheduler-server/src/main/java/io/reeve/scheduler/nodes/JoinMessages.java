package io.reeve.scheduler.nodes;

import io.reeve.proto.agent.v1.Join;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.cluster.Command;
import io.reeve.scheduler.core.node.InventoryItem;
import io.reeve.scheduler.core.node.NodeOffer;
import io.reeve.scheduler.core.task.AttemptId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks how an agent presents itself, and makes the command of it. */
final class JoinMessages {
  /** The highest version of the protocol that is spoken here, from 1. */
  static final int PROTOCOL_VERSION = 2;

  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern RESOURCE_NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
  private static final int MAX_TEXT = 256;
  private static final int MAX_CORES = 65_536;
  private static final int MAX_NAMED = 32;

  private JoinMessages() {}

  /**
   * The command.
   *
   * @param headVersion for an agent that is refused
   */
  static Command.NodeJoined toCommand(Join join, String headVersion) throws StreamEnd {
    if (join.getProtocolVersion() < 1 || join.getProtocolVersion() > PROTOCOL_VERSION) {
      throw new StreamEnd(
          StreamEnd.Reason.AGENT_VERSION,
          "it speaks protocol "
              + join.getProtocolVersion()
              + "; this head node, version "
              + headVersion
              + ", speaks 1 to "
              + PROTOCOL_VERSION);
    }
    if (!NODE_NAME.matcher(join.getNode()).matches()) {
      throw StreamEnd.invalid("join.node", "not 1 to 64 of [A-Za-z0-9._-]");
    }
    text("join.boot_id", join.getBootId(), true);
    text("join.instance_id", join.getInstanceId(), true);
    text("join.agent_version", join.getAgentVersion(), false);
    text("join.containment", join.getContainment(), false);
    if (join.getSockets() < 0) {
      throw StreamEnd.invalid("join.sockets", "negative");
    }
    var offer =
        new NodeOffer(
            join.getNode(),
            join.getBootId(),
            join.getInstanceId(),
            capacity(join.getCapacity()),
            join.getSockets(),
            join.getAgentVersion(),
            join.getContainment());
    return new Command.NodeJoined(offer, inventory(join));
  }

  private static void text(String field, String value, boolean required) throws StreamEnd {
    if (required && value.isEmpty()) {
      throw StreamEnd.invalid(field, "missing");
    }
    if (value.length() > MAX_TEXT) {
      throw StreamEnd.invalid(field, "longer than " + MAX_TEXT + " characters");
    }
  }

  private static Resources capacity(io.reeve.proto.v1.Resources capacity) throws StreamEnd {
    if (capacity.getCores() < 1 || capacity.getCores() > MAX_CORES) {
      throw StreamEnd.invalid("join.capacity.cores", "not 1 to " + MAX_CORES);
    }
    if (capacity.getMemoryBytes() < 0) {
      throw StreamEnd.invalid("join.capacity.memory_bytes", "negative");
    }
    if (capacity.getNamedCount() > MAX_NAMED) {
      throw StreamEnd.invalid("join.capacity.named", "more than " + MAX_NAMED + " names");
    }
    var named = new TreeMap<String, Long>();
    for (var entry : capacity.getNamedMap().entrySet()) {
      if (!RESOURCE_NAME.matcher(entry.getKey()).matches() || entry.getValue() < 0) {
        throw StreamEnd.invalid("join.capacity.named", "a name or an amount is malformed");
      }
      if (entry.getValue() > 0) {
        named.put(entry.getKey(), entry.getValue());
      }
    }
    return new Resources(capacity.getCores(), capacity.getMemoryBytes(), named);
  }

  private static List<InventoryItem> inventory(Join join) throws StreamEnd {
    var items = new ArrayList<InventoryItem>(join.getInventoryCount());
    var seen = new HashSet<AttemptId>();
    for (var item : join.getInventoryList()) {
      var attempt = Protos.attempt("join.inventory.attempt", item.getAttempt());
      if (!seen.add(attempt)) {
        throw StreamEnd.invalid("join.inventory", attempt + " is there twice");
      }
      items.add(
          new InventoryItem(
              attempt,
              stage(item.getState()),
              item.getPid(),
              item.hasStartTime()
                  ? Protos.instant("join.inventory.start_time", item.getStartTime())
                  : null,
              item.getStdoutPath(),
              item.getStderrPath()));
    }
    return items;
  }

  private static InventoryItem.Stage stage(io.reeve.proto.agent.v1.InventoryItem.State state)
      throws StreamEnd {
    return switch (state) {
      case STATE_STARTING -> InventoryItem.Stage.STARTING;
      case STATE_RUNNING -> InventoryItem.Stage.RUNNING;
      case STATE_ENDING -> InventoryItem.Stage.ENDING;
      case STATE_ENDED -> InventoryItem.Stage.ENDED;
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw StreamEnd.invalid("join.inventory.state", "not known");
    };
  }
}
