package io.reeve.client;

import io.reeve.client.model.Page;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Follows page tokens, fetching a page when its first item is wanted. */
final class Pages<T> implements Iterator<T> {
  private final Function<String, Page<T>> fetch;
  private Page<T> page;
  private Iterator<T> items;

  private Pages(Function<String, Page<T>> fetch) {
    this.fetch = fetch;
    this.page = fetch.apply("");
    this.items = page.items().iterator();
  }

  /** Every item of every page; {@code fetch} gets the empty token first, at once. */
  static <T> Stream<T> all(Function<String, Page<T>> fetch) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new Pages<>(fetch), traits), false);
  }

  @Override
  public boolean hasNext() {
    while (!items.hasNext() && !page.isLast()) {
      page = fetch.apply(page.nextPageToken());
      items = page.items().iterator();
    }
    return items.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return items.next();
  }
}
