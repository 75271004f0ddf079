package io.reeve.scheduler.rpc.convert;

import io.reeve.proto.v1.ListJobsRequest;
import io.reeve.scheduler.core.cluster.ClusterView;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobState;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Jobs by id. */
public final class JobListing extends Listing<JobSnapshot> {
  private final ListJobsRequest request;
  private final Set<JobState> states;

  private JobListing(PageRequest page, ListJobsRequest request) {
    super(page);
    this.request = request;
    this.states =
        request.getStatesList().stream()
            .flatMap(state -> States.toCore(state).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What a request asks for, checked. */
  public static JobListing of(ListJobsRequest request) {
    var bad = new Violations();
    for (var index = 0; index < request.getStatesCount(); index++) {
      bad.require(
          request.getStates(index) != io.reeve.proto.v1.JobState.UNRECOGNIZED,
          "states[" + index + "]",
          "a state of a job");
    }
    var first = Cursor.at(request.getNewestFirst() ? Long.MAX_VALUE : 1);
    var page = PageRequest.of(request, request.getPageSize(), request.getPageToken(), first, bad);
    bad.refuse();
    return new JobListing(page, request);
  }

  @Override
  public Part<JobSnapshot> part(ClusterView view, Cursor at, int limit) {
    var found = new ArrayList<Item<JobSnapshot>>();
    var job = jobAt(view, at.number());
    for (var step = 0; job.isPresent() && step < STEPS && found.size() < limit; step++) {
      var id = job.get().id();
      if (matches(job.get())) {
        found.add(new Item<>(Cursor.at(id), JobSnapshot.of(view, job.get())));
      }
      job = jobAt(view, request.getNewestFirst() ? id - 1 : id + 1);
    }
    return new Part<>(found, job.map(Job::id).map(Cursor::at));
  }

  private Optional<Job> jobAt(ClusterView view, long id) {
    return request.getNewestFirst() ? view.lastJobUpTo(id) : view.firstJobFrom(id);
  }

  private boolean matches(Job job) {
    return (request.getStatesCount() == 0 || states.contains(job.state()))
        && (request.getOwner().isEmpty() || request.getOwner().equals(job.owner()))
        && (request.getName().isEmpty() || request.getName().equals(job.spec().name()));
  }
}
