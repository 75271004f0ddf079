package io.reeve.client.model;

import java.util.List;

/**
 * One page of a listing.
 *
 * @param <T> what is listed
 * @param items in the order of the listing
 * @param nextPageToken opaque; empty on the last page
 */
public record Page<T>(List<T> items, String nextPageToken) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  /** True when nothing follows. */
  public boolean isLast() {
    return nextPageToken.isEmpty();
  }
}
