package io.reeve.client.internal;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs the constants of a generated enum with those of a model enum by name.
 *
 * <p>The generated names carry a prefix; {@code UNSPECIFIED}, and numbers newer than this client,
 * pair with the model's {@code UNKNOWN}. A constant without a partner fails the class's loading,
 * and so every test.
 */
final class EnumMapping<P extends Enum<P>, M extends Enum<M>> {
  private final M unknown;
  private final Map<P, M> toModel;
  private final Map<M, P> toProto;

  private EnumMapping(M unknown, Map<P, M> toModel, Map<M, P> toProto) {
    this.unknown = unknown;
    this.toModel = toModel;
    this.toProto = toProto;
  }

  static <P extends Enum<P>, M extends Enum<M>> EnumMapping<P, M> of(
      Class<P> proto, String prefix, Class<M> model) {
    Map<P, M> toModel = new EnumMap<>(proto);
    Map<M, P> toProto = new EnumMap<>(model);
    for (M value : model.getEnumConstants()) {
      String name = value.name().equals("UNKNOWN") ? "UNSPECIFIED" : value.name();
      P partner = Enum.valueOf(proto, prefix + name);
      toModel.put(partner, value);
      toProto.put(value, partner);
    }
    for (P value : proto.getEnumConstants()) {
      if (!toModel.containsKey(value) && !value.name().equals("UNRECOGNIZED")) {
        throw new IllegalStateException(value + " has no partner in " + model.getName());
      }
    }
    return new EnumMapping<>(Enum.valueOf(model, "UNKNOWN"), toModel, toProto);
  }

  M model(P proto) {
    return toModel.getOrDefault(proto, unknown);
  }

  /** As {@link #model}, where the generated zero means that there is none. */
  Optional<M> optional(P proto) {
    return proto.ordinal() == 0 ? Optional.empty() : Optional.of(model(proto));
  }

  P proto(M model) {
    P proto = toProto.get(model);
    if (proto == null) {
      throw new IllegalStateException("no partner for " + model); // excluded by of()
    }
    return proto;
  }
}
