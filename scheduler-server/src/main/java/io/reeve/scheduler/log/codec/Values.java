package io.reeve.scheduler.log.codec;

import io.reeve.proto.log.v1.ValueProto;
import io.reeve.scheduler.core.Resources;
import io.reeve.scheduler.core.task.AttemptId;
import io.reeve.scheduler.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Times, spans, ids and resources. Times and spans are cut to microseconds. */
final class Values {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private Values() {}

  /**
   * The time in microseconds since the epoch.
   *
   * @throws ArithmeticException when it is more than 292,000 years from now: a bug at the rim
   */
  static long micros(Instant time) {
    return micros(time.getEpochSecond(), time.getNano());
  }

  /**
   * The span in microseconds.
   *
   * @throws ArithmeticException when it is longer than 292,000 years: a bug at the rim
   */
  static long micros(Duration span) {
    return micros(span.getSeconds(), span.getNano());
  }

  private static long micros(long seconds, int nanos) {
    return Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), nanos / NANOS_PER_MICRO);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  static @Nullable Instant instantIf(boolean present, long micros) {
    return present ? instant(micros) : null;
  }

  static Duration duration(long micros) {
    return Duration.ofSeconds(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  static @Nullable Duration durationIf(boolean present, long micros) {
    return present ? duration(micros) : null;
  }

  static ValueProto.TaskRef toStored(TaskId id) {
    return ValueProto.TaskRef.newBuilder()
        .setJob(id.job())
        .setTask(id.task())
        .setSubtask(id.subtask())
        .build();
  }

  static TaskId fromStored(ValueProto.TaskRef stored) {
    return new TaskId(stored.getJob(), stored.getTask(), stored.getSubtask());
  }

  static ValueProto.AttemptRef toStored(AttemptId id) {
    return ValueProto.AttemptRef.newBuilder()
        .setJob(id.task().job())
        .setTask(id.task().task())
        .setSubtask(id.task().subtask())
        .setNumber(id.number())
        .build();
  }

  static AttemptId fromStored(ValueProto.AttemptRef stored) {
    return new AttemptId(
        new TaskId(stored.getJob(), stored.getTask(), stored.getSubtask()), stored.getNumber());
  }

  static ValueProto.Resources toStored(Resources resources) {
    var stored =
        ValueProto.Resources.newBuilder()
            .setCores(resources.cores())
            .setMemoryBytes(resources.memoryBytes());
    resources
        .named()
        .forEach(
            (name, amount) ->
                stored.addNamed(
                    ValueProto.NamedAmount.newBuilder().setName(name).setAmount(amount)));
    return stored.build();
  }

  static Resources fromStored(ValueProto.Resources stored) {
    var named = new TreeMap<String, Long>();
    stored.getNamedList().forEach(entry -> named.put(entry.getName(), entry.getAmount()));
    return new Resources(stored.getCores(), stored.getMemoryBytes(), named);
  }

  /** In the order of the map, which for equal maps must be the same. */
  static List<ValueProto.TextEntry> toStored(SortedMap<String, String> texts) {
    return texts.entrySet().stream().map(Values::toStored).toList();
  }

  private static ValueProto.TextEntry toStored(Map.Entry<String, String> text) {
    return ValueProto.TextEntry.newBuilder()
        .setName(text.getKey())
        .setValue(text.getValue())
        .build();
  }

  static SortedMap<String, String> fromStored(List<ValueProto.TextEntry> stored) {
    var texts = new TreeMap<String, String>();
    stored.forEach(entry -> texts.put(entry.getName(), entry.getValue()));
    return texts;
  }
}
