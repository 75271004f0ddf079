package io.reeve.client;

import io.reeve.client.internal.JobConverter;
import io.reeve.client.internal.TaskConverter;
import io.reeve.client.internal.Waits;
import io.reeve.client.model.Job;
import io.reeve.client.model.JobCancel;
import io.reeve.client.model.JobId;
import io.reeve.client.model.JobQuery;
import io.reeve.client.model.JobSpec;
import io.reeve.client.model.JobSubmission;
import io.reeve.client.model.Page;
import io.reeve.client.model.SubmittedJob;
import io.reeve.client.model.TaskId;
import io.reeve.client.model.TaskSpec;
import io.reeve.proto.v1.AddTasksRequest;
import io.reeve.proto.v1.CreateJobRequest;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.WaitJobResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Jobs: create, submit, look at, cancel, wait. Thread-safe.
 *
 * <p>A mutation is durable when it returns, and carries a request id, so that this client may
 * repeat it when the head node was unavailable. Every method may throw {@link
 * UnreachableException}, {@link TimedOutException}, {@link BadRequestException}, {@link
 * ServerBusyException}, {@link ServerFaultException} or {@link CallCanceledException} beside what
 * it names itself; the futures of the {@code Async} twins fail with the same.
 */
public final class Jobs {
  private final Invoker invoker;

  Jobs(Invoker invoker) {
    this.invoker = invoker;
  }

  /** The same calls with another deadline; it bounds all repetitions of a call together. */
  public Jobs withDeadline(Duration deadline) {
    return new Jobs(invoker.withDeadline(deadline));
  }

  /**
   * The same calls with this request id, for one mutation whose repetition must be safe beyond the
   * life of this client. Another mutation with it is refused with {@code REQUEST_ID_REUSED}.
   */
  public Jobs withRequestId(UUID requestId) {
    return new Jobs(invoker.withRequestId(requestId));
  }

  /** Creates a job; nothing of it runs before {@link #submit(JobId)}. */
  public JobId create(JobSpec job) {
    return invoker.await(createAsync(job));
  }

  /** As {@link #create}. */
  public CompletableFuture<JobId> createAsync(JobSpec job) {
    UUID id = invoker.mutation();
    CreateJobRequest request =
        CreateJobRequest.newBuilder()
            .setJob(JobConverter.proto(job))
            .setRequestId(id.toString())
            .build();
    return invoker.mutate(
        JobServiceGrpc.getCreateJobMethod(), request, id, r -> JobId.of(r.getJobId()));
  }

  /**
   * Adds tasks to a job that was created and not yet submitted: all or none.
   *
   * @param tasks 1 to 10,000
   * @return their ids, in the same order
   * @throws NotFoundException if there is no such job
   * @throws RefusedException if it was submitted before, or a task is a sweep
   */
  public List<TaskId> addTasks(JobId job, List<TaskSpec> tasks) {
    return invoker.await(addTasksAsync(job, tasks));
  }

  /** As {@link #addTasks}. */
  public CompletableFuture<List<TaskId>> addTasksAsync(JobId job, List<TaskSpec> tasks) {
    UUID id = invoker.mutation();
    AddTasksRequest.Builder request =
        AddTasksRequest.newBuilder().setJobId(job.value()).setRequestId(id.toString());
    tasks.forEach(task -> request.addTasks(TaskConverter.proto(task)));
    return invoker.mutate(
        JobServiceGrpc.getAddTasksMethod(),
        request.build(),
        id,
        r -> r.getTaskIdsList().stream().map(job::task).toList());
  }

  /**
   * Submits a job that was created before.
   *
   * @throws NotFoundException if there is no such job
   * @throws RefusedException if it was submitted before
   */
  public SubmittedJob submit(JobId job) {
    return invoker.await(submitAsync(job));
  }

  /** As {@link #submit(JobId)}. */
  public CompletableFuture<SubmittedJob> submitAsync(JobId job) {
    return submitAsync(JobSubmission.builder().existing(job).build());
  }

  /**
   * Submits a job, made before or in the same step. Its tasks are queued when this returns.
   *
   * @throws NotFoundException if it names a job that does not exist
   * @throws RefusedException if that job was submitted before, if nothing fits and the request
   *     asked to be refused then, or if a task is a sweep
   */
  public SubmittedJob submit(JobSubmission submission) {
    return invoker.await(submitAsync(submission));
  }

  /** As {@link #submit(JobSubmission)}. */
  public CompletableFuture<SubmittedJob> submitAsync(JobSubmission submission) {
    UUID id = submission.requestId().orElseGet(invoker::mutation);
    return invoker.mutate(
        JobServiceGrpc.getSubmitJobMethod(),
        JobConverter.proto(submission).toBuilder().setRequestId(id.toString()).build(),
        id,
        r -> new SubmittedJob(JobId.of(r.getJobId()), r.getTaskCount()));
  }

  /**
   * Gets a job.
   *
   * @throws NotFoundException if there is no such job
   */
  public Job get(JobId job) {
    return invoker.await(getAsync(job));
  }

  /** As {@link #get}. */
  public CompletableFuture<Job> getAsync(JobId job) {
    return invoker.read(
        JobServiceGrpc.getGetJobMethod(),
        GetJobRequest.newBuilder().setJobId(job.value()).build(),
        r -> JobConverter.model(r.getJob()));
  }

  /** Lists one page of jobs. */
  public Page<Job> list(JobQuery query) {
    return invoker.await(listAsync(query));
  }

  /** As {@link #list}. */
  public CompletableFuture<Page<Job>> listAsync(JobQuery query) {
    return invoker.read(
        JobServiceGrpc.getListJobsMethod(),
        JobConverter.proto(query),
        r ->
            new Page<>(
                r.getJobsList().stream().map(JobConverter::model).toList(), r.getNextPageToken()));
  }

  /** Lists all pages; a page is fetched when the stream gets there. */
  public Stream<Job> listAll(JobQuery query) {
    return Pages.all(token -> list(token.isEmpty() ? query : query.page(token)));
  }

  /**
   * Cancels a job politely.
   *
   * @throws NotFoundException if there is no such job
   * @throws RefusedException if it is over already
   */
  public Job cancel(JobId job) {
    return invoker.await(cancelAsync(job));
  }

  /** As {@link #cancel(JobId)}. */
  public CompletableFuture<Job> cancelAsync(JobId job) {
    return cancelAsync(JobCancel.of(job).build());
  }

  /**
   * Cancels a job.
   *
   * @return the job right after the cancel was accepted
   * @throws NotFoundException if there is no such job
   * @throws RefusedException if it is over already
   */
  public Job cancel(JobCancel cancel) {
    return invoker.await(cancelAsync(cancel));
  }

  /** As {@link #cancel(JobCancel)}. */
  public CompletableFuture<Job> cancelAsync(JobCancel cancel) {
    UUID id = invoker.mutation();
    return invoker.mutate(
        JobServiceGrpc.getCancelJobMethod(),
        JobConverter.proto(cancel).setRequestId(id.toString()).build(),
        id,
        r -> JobConverter.model(r.getJob()));
  }

  /**
   * Waits until a job is over, across restarts of the head node.
   *
   * @param timeout how long at most; zero looks once
   * @return the job in its final state
   * @throws NotFoundException if there is no such job
   * @throws TimedOutException if it is not over in time
   * @throws UnreachableException if time ran out while no head node answered
   */
  public Job waitFor(JobId job, Duration timeout) {
    return invoker.await(waitForAsync(job, timeout));
  }

  /** As {@link #waitFor}. */
  public CompletableFuture<Job> waitForAsync(JobId job, Duration timeout) {
    return new WaitLoop<Job>(
            invoker.connection(),
            timeout,
            timeout,
            (wait, within) ->
                invoker.call(
                    JobServiceGrpc.getWaitJobMethod(),
                    Waits.request(job, wait),
                    within,
                    Optional.empty(),
                    Jobs::whenDone))
        .run();
  }

  private static Optional<Job> whenDone(WaitJobResponse response) {
    return response.getDone()
        ? Optional.of(JobConverter.model(response.getJob()))
        : Optional.empty();
  }
}
