package io.reeve.scheduler.rpc;

import com.google.protobuf.Message;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.rpc.convert.Cursor;
import io.reeve.scheduler.rpc.convert.Listing;
import io.reeve.scheduler.rpc.convert.Listing.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Reads pages of listings: visits the engine thread again and again, each time for a short part,
 * until the page is full and it is known whether more follows.
 */
final class PageReader {
  /** Clients take 4 MiB by default; a page is cut short before that. */
  static final int MAX_PAGE_BYTES = 3 << 20;

  private final Engine engine;

  PageReader(Engine engine) {
    this.engine = engine;
  }

  /**
   * A page, as messages.
   *
   * @param items at least one, if there is one
   * @param nextToken for the next page; empty on the last
   */
  record Page<M>(List<M> items, String nextToken) {}

  /**
   * Reads a page.
   *
   * @param hungUp whether nobody wants it any more
   * @return its items, and one more when another page follows
   */
  <T> CompletionStage<List<Item<T>>> read(Listing<T> listing, BooleanSupplier hungUp) {
    var result = new CompletableFuture<List<Item<T>>>();
    readOn(listing, listing.start(), hungUp, new ArrayList<>(), result);
    return result;
  }

  private <T> void readOn(
      Listing<T> listing,
      Cursor at,
      BooleanSupplier hungUp,
      List<Item<T>> found,
      CompletableFuture<List<Item<T>>> result) {
    var wanted = listing.size() + 1 - found.size();
    engine
        .read(view -> listing.part(view, at, wanted))
        .whenComplete(
            (part, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
                return;
              }
              found.addAll(part.items());
              var next = part.next();
              if (found.size() > listing.size() || next.isEmpty() || hungUp.getAsBoolean()) {
                result.complete(found);
              } else {
                readOn(listing, next.get(), hungUp, found, result);
              }
            });
  }

  /** Makes the messages of a page from what {@link #read} found. */
  static <T, M extends Message> Page<M> page(
      Listing<T> listing, List<Item<T>> found, Function<T, M> convert) {
    var messages = new ArrayList<M>();
    var bytes = 0;
    for (var item : found) {
      if (messages.size() == listing.size()) {
        return new Page<>(messages, listing.token(item.place()));
      }
      var message = convert.apply(item.value());
      bytes += message.getSerializedSize();
      if (bytes > MAX_PAGE_BYTES && !messages.isEmpty()) {
        return new Page<>(messages, listing.token(item.place()));
      }
      messages.add(message);
    }
    return new Page<>(messages, "");
  }
}
