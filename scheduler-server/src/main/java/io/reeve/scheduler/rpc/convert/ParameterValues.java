package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.Parameter;
import io.reeve.scheduler.core.Refusal;
import io.reeve.scheduler.core.cluster.Parameters;
import io.reeve.scheduler.core.cluster.Parameters.Name;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cluster parameters. */
public final class ParameterValues {
  private ParameterValues() {}

  /** All parameters, by name. */
  public static List<Parameter> all(Parameters parameters) {
    return toProto(parameters, List.of(Name.values()));
  }

  /**
   * The named parameters, or all when none is named; by name, each once.
   *
   * @throws RpcException when one of them does not exist
   */
  public static List<Parameter> named(Parameters parameters, Iterable<String> names) {
    var known = new TreeMap<String, Name>();
    for (var name : names) {
      Parameters.refusalOf(Map.of(name, ""))
          .ifPresent(
              refusal -> {
                throw RpcException.refused(refusal);
              });
      Name.of(name).ifPresent(found -> known.put(found.text(), found));
    }
    return known.isEmpty() ? all(parameters) : toProto(parameters, List.copyOf(known.values()));
  }

  private static List<Parameter> toProto(Parameters parameters, List<Name> names) {
    return names.stream()
        .sorted(Comparator.comparing(Name::text))
        .map(name -> toProto(parameters, name))
        .toList();
  }

  private static Parameter toProto(Parameters parameters, Name name) {
    return Parameter.newBuilder()
        .setName(name.text())
        .setValue(parameters.text(name))
        .setDefaultValue(name.defaultText())
        .setDescription(name.description())
        .build();
  }

  /** Checks values to be set: every bad one is told, and no parameter may be named twice. */
  static void check(Map<String, String> values, String path, Violations bad) {
    bad.require(!values.isEmpty(), path, "at least one parameter");
    var named = EnumSet.noneOf(Name.class);
    for (var entry : new TreeMap<>(values).entrySet()) {
      var field = path + "[" + entry.getKey() + "]";
      Parameters.refusalOf(Map.of(entry.getKey(), entry.getValue()))
          .filter(refusal -> refusal.reason() == Refusal.Reason.INVALID_FIELD)
          .ifPresent(refusal -> bad.add(field, refusal.details().getOrDefault("description", "")));
      Name.of(entry.getKey())
          .ifPresent(
              name -> bad.require(named.add(name), field, "named once; case does not matter"));
    }
  }
}
