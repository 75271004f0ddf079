package io.reeve.scheduler.rpc;

import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.AddTasksResponse;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.CancelJobResponse;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.CreateJobResponse;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.GetJobResponse;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.ListJobsRequest;
import io.reeve.proto.v1.ListJobsResponse;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.SubmitJobResponse;
import io.reeve.proto.v1.WaitJobRequest;
import io.reeve.proto.v1.WaitJobResponse;
import io.reeve.scheduler.engine.Engine;
import io.reeve.scheduler.rpc.convert.Applied;
import io.reeve.scheduler.rpc.convert.JobListing;
import io.reeve.scheduler.rpc.convert.JobRequests;
import io.reeve.scheduler.rpc.convert.JobResponses;
import io.reeve.scheduler.rpc.convert.JobSnapshot;
import javax.inject.Inject;

/** Jobs. What each call does and how it is refused stands in {@code job_service.proto}. */
final class JobGrpcService extends JobServiceGrpc.JobServiceImplBase {
  private final Engine engine;
  private final Waits waits;
  private final Answers answers;
  private final PageReader pages;

  @Inject
  JobGrpcService(Engine engine, Waits waits, Answers answers, PageReader pages) {
    this.engine = engine;
    this.waits = waits;
    this.answers = answers;
    this.pages = pages;
  }

  @Override
  public void createJob(CreateJobRequest request, StreamObserver<CreateJobResponse> observer) {
    var command = JobRequests.create(request, Caller.current().name());
    answers.quickly(engine.submit(command, Applied.replyOnly()), JobResponses::created, observer);
  }

  @Override
  public void addTasks(AddTasksRequest request, StreamObserver<AddTasksResponse> observer) {
    var command = JobRequests.addTasks(request);
    answers.quickly(engine.submit(command, Applied.replyOnly()), JobResponses::added, observer);
  }

  @Override
  public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> observer) {
    var command = JobRequests.submit(request, Caller.current().name());
    answers.quickly(engine.submit(command, Applied.replyOnly()), JobResponses::submitted, observer);
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> observer) {
    var job = JobRequests.get(request);
    answers.quickly(engine.read(view -> JobSnapshot.find(view, job)), JobResponses::got, observer);
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> observer) {
    var listing = JobListing.of(request);
    answers.atLeisure(
        pages.read(listing, Answers.call(observer)::isCancelled),
        found -> {
          var page = PageReader.page(listing, found, JobSnapshot::toProto);
          return ListJobsResponse.newBuilder()
              .addAllJobs(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        },
        observer);
  }

  @Override
  public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> observer) {
    var command = JobRequests.cancel(request, Caller.current().name());
    answers.quickly(
        engine.submit(command, Applied.and(view -> JobSnapshot.find(view, request.getJobId()))),
        JobResponses::canceled,
        observer);
  }

  @Override
  public void waitJob(WaitJobRequest request, StreamObserver<WaitJobResponse> observer) {
    var job = request.getJobId();
    var awaited =
        new Waits.Awaited<>(
            () -> engine.read(view -> JobSnapshot.find(view, job)),
            JobSnapshot::isFinal,
            () -> engine.awaitJob(job),
            JobRequests.waitTime(request));
    waits.answer(awaited, JobResponses::waited, observer);
  }
}
