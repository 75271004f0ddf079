package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ListTasksRequest;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.cluster.TaskSelection;
import io.reeve.scheduler.core.task.TaskId;
import io.reeve.scheduler.engine.NodeContacts;
import io.reeve.scheduler.rpc.error.RpcException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** Tasks of a selection: refs in the order given, hits of a filter by job id, then task id. */
public final class TaskListing extends Listing<TaskSnapshot> {
  private final NodeContacts contacts;
  private final TaskSelection selection;

  private TaskListing(PageRequest page, NodeContacts contacts, TaskSelection selection) {
    super(page);
    this.contacts = contacts;
    this.selection = selection;
  }

  /** What a request asks for, checked. */
  public static TaskListing of(ListTasksRequest request, NodeContacts contacts) {
    var bad = new Violations();
    Selectors.check(request.getSelector(), Limits.REFS_TO_READ, "selector", bad);
    var page =
        PageRequest.of(request, request.getPageSize(), request.getPageToken(), Cursor.at(0), bad);
    bad.refuse();
    Selectors.requireSupported(request.getSelector(), "selector");
    return new TaskListing(page, contacts, Selectors.toCore(request.getSelector(), Set.of()));
  }

  /**
   * Begins. Engine thread only, before the first part.
   *
   * @return number of the newest event; missing when a named job does not exist
   */
  public Lookup<Long> begin(ClusterView view) {
    if (selection instanceof TaskSelection.Filter filter) {
      for (var job : filter.jobs()) {
        if (view.job(job).isEmpty()) {
          return Lookup.missing(RpcException.jobNotFound(job));
        }
      }
    }
    return Lookup.found(view.lastEvent());
  }

  @Override
  public Part<TaskSnapshot> part(ClusterView view, Cursor at, int limit) {
    if (selection instanceof TaskSelection.Filter filter) {
      return filtered(view, filter, at, limit);
    } else if (selection instanceof TaskSelection.Refs refs) {
      return named(view, refs, at, limit);
    }
    throw new IllegalStateException("unknown selection " + selection);
  }

  private Part<TaskSnapshot> filtered(
      ClusterView view, TaskSelection.Filter filter, Cursor at, int limit) {
    var scan = view.scan(filter, TaskId.of(at.number(), at.part()), limit, STEPS);
    var reasons = new PendingReasons(view, contacts);
    var items =
        scan.found().stream()
            .map(
                task ->
                    new Item<>(Cursor.at(task.id()), TaskSnapshot.of(view, task, reasons.of(task))))
            .toList();
    return new Part<>(items, scan.next().map(Cursor::at));
  }

  /** At most a thousand refs: one part is all. */
  private Part<TaskSnapshot> named(
      ClusterView view, TaskSelection.Refs refs, Cursor at, int limit) {
    var items = new ArrayList<Item<TaskSnapshot>>();
    var reasons = new PendingReasons(view, contacts);
    var position = (int) Math.min(Math.max(at.number(), 0), refs.ids().size());
    for (; position < refs.ids().size() && items.size() < limit; position++) {
      var place = Cursor.at(position);
      view.task(refs.ids().get(position))
          .ifPresent(
              task -> items.add(new Item<>(place, TaskSnapshot.of(view, task, reasons.of(task)))));
    }
    return new Part<>(items, Optional.empty());
  }
}
