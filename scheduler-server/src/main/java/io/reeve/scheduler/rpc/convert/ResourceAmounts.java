package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.Resources;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Amounts of resources. */
final class ResourceAmounts {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

  private ResourceAmounts() {}

  /** Checks what a task asks for. */
  static void check(io.reeve.proto.v1.Resources wanted, String path, Violations bad) {
    bad.require(wanted.getCores() >= 0, path + ".cores", "at least 1; 0 or absent means 1");
    bad.require(wanted.getMemoryBytes() >= 0, path + ".memory_bytes", "at least 0 bytes");
    bad.require(
        wanted.getNamedCount() <= Limits.NAMED_RESOURCES,
        path + ".named",
        "at most " + Limits.NAMED_RESOURCES + " names");
    wanted
        .getNamedMap()
        .forEach(
            (name, amount) -> {
              var entry = path + ".named[" + name + "]";
              bad.require(
                  NAME.matcher(name).matches(),
                  entry,
                  "a name of 1 to 64 of [a-z0-9_.-] that starts with a letter");
              bad.require(amount >= 1, entry, "an amount of at least 1");
            });
  }

  /** What a task asks for; nothing said means one core. */
  static Resources toCore(io.reeve.proto.v1.Resources wanted) {
    return new Resources(
        Math.max(wanted.getCores(), 1),
        wanted.getMemoryBytes(),
        new TreeMap<>(wanted.getNamedMap()));
  }

  static io.reeve.proto.v1.Resources toProto(Resources amount) {
    return io.reeve.proto.v1.Resources.newBuilder()
        .setCores(amount.cores())
        .setMemoryBytes(amount.memoryBytes())
        .putAllNamed(amount.named())
        .build();
  }
}
