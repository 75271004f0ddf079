package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.cluster.ClusterView;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing, as asked for. It is looked up in parts, each in one short visit to the
 * engine thread.
 *
 * @param <T> of the items
 */
public abstract class Listing<T> {
  /** How many things one visit looks at, at most. */
  static final int STEPS = 1_000;

  private final PageRequest page;

  Listing(PageRequest page) {
    this.page = page;
  }

  /** How many items the page has at most. */
  public int size() {
    return page.size();
  }

  /** Where the page begins. */
  public Cursor start() {
    return page.start();
  }

  /** The token for a page that begins there. */
  public String token(Cursor next) {
    return PageTokens.encode(page.query(), next);
  }

  /**
   * Looks up a part. Engine thread only.
   *
   * @param at where to begin
   * @param limit how many items at most
   */
  public abstract Part<T> part(ClusterView view, Cursor at, int limit);

  /**
   * A part of a listing; it may be empty and not the last one.
   *
   * @param items in order
   * @param next where to go on; empty when there is nothing more
   * @param <T> of the items
   */
  public record Part<T>(List<Item<T>> items, Optional<Cursor> next) {}

  /**
   * An item and its place.
   *
   * @param place where a page would begin whose first item this is
   * @param value the item
   * @param <T> of the item
   */
  public record Item<T>(Cursor place, T value) {}
}
