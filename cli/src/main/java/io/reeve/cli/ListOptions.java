package io.reeve.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How much of a listing to print. */
final class ListOptions {
  private static final int LARGEST_PAGE = 1000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Print at most N; default ${DEFAULT-VALUE}.")
  int limit = 50;

  /** One more than the limit, to know whether there is more without another call. */
  int pageSize() {
    if (limit < 1) {
      throw new UsageException("--limit must be at least 1");
    }
    return Math.min(limit + 1, LARGEST_PAGE);
  }

  /** The first items, and a note when there are more. */
  <T> List<T> take(Stream<T> all, Printer printer) {
    List<T> taken = new ArrayList<>();
    Iterator<T> items = all.iterator();
    while (taken.size() < limit && items.hasNext()) {
      taken.add(items.next());
    }
    if (items.hasNext()) {
      printer.note("there is more: --limit " + limit * 2L + " shows the next ones too");
    }
    return taken;
  }
}
