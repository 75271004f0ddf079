package io.reeve.scheduler.core.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Jobs by id, in the order of their ids. Ids are handed out one after another, so pages of an array
 * serve better than a tree: a few bytes a job.
 */
final class JobTable {
  private static final int PAGE_BITS = 9;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;

  private final List<@Nullable Page> pages = new ArrayList<>();
  private int size;

  private static final class Page {
    private final @Nullable JobEntry[] entries = new JobEntry[PAGE_SIZE];
  }

  int size() {
    return size;
  }

  Optional<JobEntry> get(long id) {
    var page = page(id);
    return page == null ? Optional.empty() : Optional.ofNullable(page.entries[slot(id)]);
  }

  void add(JobEntry entry) {
    var number = number(entry.job().id());
    while (pages.size() <= number) {
      pages.add(null);
    }
    var page = pages.get(number);
    if (page == null) {
      page = new Page();
      pages.set(number, page);
    }
    page.entries[slot(entry.job().id())] = entry;
    size++;
  }

  void forEach(Consumer<JobEntry> action) {
    for (var page : pages) {
      if (page != null) {
        for (var entry : page.entries) {
          if (entry != null) {
            action.accept(entry);
          }
        }
      }
    }
  }

  /** The first job with at least this id. */
  Optional<JobEntry> ceiling(long id) {
    for (var at = Math.max(id, 0); number(at) < pages.size(); at = nextPage(at)) {
      var page = pages.get(number(at));
      for (var slot = slot(at); page != null && slot < PAGE_SIZE; slot++) {
        var entry = page.entries[slot];
        if (entry != null) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  /** The last job with at most this id. */
  Optional<JobEntry> floor(long id) {
    var last = ((long) pages.size() << PAGE_BITS) - 1;
    for (var at = Math.min(id, last); at >= 0; at = ((at >> PAGE_BITS) << PAGE_BITS) - 1) {
      var page = pages.get(number(at));
      for (var slot = slot(at); page != null && slot >= 0; slot--) {
        var entry = page.entries[slot];
        if (entry != null) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  private @Nullable Page page(long id) {
    return id < 0 || id >> PAGE_BITS >= pages.size() ? null : pages.get(number(id));
  }

  private static int number(long id) {
    return (int) Math.min(id >> PAGE_BITS, Integer.MAX_VALUE);
  }

  private static int slot(long id) {
    return (int) (id & (PAGE_SIZE - 1));
  }

  private static long nextPage(long id) {
    return ((id >> PAGE_BITS) + 1) << PAGE_BITS;
  }
}
