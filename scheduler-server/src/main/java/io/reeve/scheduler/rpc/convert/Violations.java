package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.rpc.error.BadField;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one request, so that its caller learns of everything at once. */
final class Violations {
  /** More do not fit into an answer. */
  private static final int MAX = 100;

  private final List<BadField> fields = new ArrayList<>();

  void add(String path, String description) {
    if (fields.size() < MAX) {
      fields.add(new BadField(path, description));
    }
  }

  /** Adds a violation unless {@code fine}. */
  void require(boolean fine, String path, String description) {
    if (!fine) {
      add(path, description);
    }
  }

  /** Refuses the request when anything was wrong. */
  void refuse() {
    if (!fields.isEmpty()) {
      throw RpcException.invalidFields(fields);
    }
  }
}
