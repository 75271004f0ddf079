package io.reeve.client.model;

import java.util.List;
import java.util.Map;

/**
 * The answer to a bulk cancel.
 *
 * @param results one per item, in request order; with a filter that hits more than 10,000 tasks
 *     only the first 10,000
 * @param counts how many items got each verdict; covers all
 */
public record CancelReport(List<CancelResult> results, Map<CancelVerdict, Long> counts) {
  /** Copies both. */
  public CancelReport {
    results = List.copyOf(results);
    counts = Map.copyOf(counts);
  }
}
