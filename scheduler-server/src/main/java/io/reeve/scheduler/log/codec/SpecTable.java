package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.TaskProto;
import io.reeve.scheduler.core.task.TaskSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Specifications to be stored, equal ones once, in the order of their first use. */
final class SpecTable {
  private final Map<TaskSpec, Integer> indexes = new HashMap<>(); // never iterated
  private final List<TaskProto.TaskSpec> stored = new ArrayList<>();

  /** Where this specification stands in the table; it is added when it is new. */
  int indexOf(TaskSpec spec) {
    return indexes.computeIfAbsent(
        spec,
        added -> {
          stored.add(SpecConverter.toStored(added));
          return stored.size() - 1;
        });
  }

  /** All indexes of these, in order. */
  List<Integer> indexesOf(List<TaskSpec> specs) {
    return specs.stream().map(this::indexOf).toList();
  }

  List<TaskProto.TaskSpec> stored() {
    return stored;
  }
}
