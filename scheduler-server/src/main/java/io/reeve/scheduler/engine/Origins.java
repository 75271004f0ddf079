package io.reeve.scheduler.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sees to it that no batch is applied twice or out of turn: the sequence numbers of one origin only
 * rise. Gaps are batches that the log refused.
 */
final class Origins {
  /** Heads that led lately; a head of long ago does not come back with its old origin. */
  private static final int REMEMBERED = 64;

  private final Map<Long, Long> lastSequence =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Notes a batch that is about to be applied.
   *
   * @throws IllegalStateException when it, or a later one, was applied before
   */
  void note(CommandCodec.Batch batch) {
    var last = lastSequence.put(batch.originHigh(), batch.sequence());
    if (last != null && last >= batch.sequence()) {
      throw new IllegalStateException(
          "batch "
              + batch.sequence()
              + " of origin "
              + Long.toHexString(batch.originHigh())
              + " comes after "
              + last);
    }
  }
}
