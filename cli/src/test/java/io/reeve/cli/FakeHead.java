package io.reeve.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.BringOnlineRequest;
import io.reeve.proto.v1.BringOnlineResponse;
import io.reeve.proto.v1.CancelJobRequest;
import io.reeve.proto.v1.CancelJobResponse;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.CancelTaskResponse;
import io.reeve.proto.v1.CancelTasksRequest;
import io.reeve.proto.v1.CancelTasksResponse;
import io.reeve.proto.v1.CancelVerdict;
import io.reeve.proto.v1.ClusterServiceGrpc;
import io.reeve.proto.v1.ExplainTaskRequest;
import io.reeve.proto.v1.ExplainTaskResponse;
import io.reeve.proto.v1.GetClusterRequest;
import io.reeve.proto.v1.GetClusterResponse;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.GetJobResponse;
import io.reeve.proto.v1.GetNodeRequest;
import io.reeve.proto.v1.GetNodeResponse;
import io.reeve.proto.v1.GetParametersRequest;
import io.reeve.proto.v1.GetParametersResponse;
import io.reeve.proto.v1.GetTaskRequest;
import io.reeve.proto.v1.GetTaskResponse;
import io.reeve.proto.v1.Job;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.JobState;
import io.reeve.proto.v1.ListJobsRequest;
import io.reeve.proto.v1.ListJobsResponse;
import io.reeve.proto.v1.ListNodesRequest;
import io.reeve.proto.v1.ListNodesResponse;
import io.reeve.proto.v1.ListOrphansRequest;
import io.reeve.proto.v1.ListOrphansResponse;
import io.reeve.proto.v1.ListTasksRequest;
import io.reeve.proto.v1.ListTasksResponse;
import io.reeve.proto.v1.Node;
import io.reeve.proto.v1.NodeOrphan;
import io.reeve.proto.v1.NodeServiceGrpc;
import io.reeve.proto.v1.Parameter;
import io.reeve.proto.v1.Residue;
import io.reeve.proto.v1.SetParametersRequest;
import io.reeve.proto.v1.SetParametersResponse;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.SubmitJobResponse;
import io.reeve.proto.v1.TakeOfflineRequest;
import io.reeve.proto.v1.TakeOfflineResponse;
import io.reeve.proto.v1.Task;
import io.reeve.proto.v1.TaskRef;
import io.reeve.proto.v1.TaskServiceGrpc;
import io.reeve.proto.v1.TaskState;
import io.reeve.proto.v1.WaitJobRequest;
import io.reeve.proto.v1.WaitJobResponse;
import io.reeve.proto.v1.WaitTaskRequest;
import io.reeve.proto.v1.WaitTaskResponse;
import io.reeve.proto.v1.WatchTasksRequest;
import io.reeve.proto.v1.WatchTasksResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A head node that keeps what the test put in and remembers what it was asked. Tasks that are
 * waited for end as the test said they would.
 */
final class FakeHead implements AutoCloseable {
  final Map<Long, Job> jobs = new TreeMap<>();
  final Map<String, Task> tasks = new TreeMap<>();
  final Map<String, ExplainTaskResponse> explanations = new TreeMap<>();
  final Map<String, Task> endings = new TreeMap<>();
  final List<Node> nodes = new CopyOnWriteArrayList<>();
  final List<NodeOrphan> orphans = new CopyOnWriteArrayList<>();
  final List<Message> requests = new CopyOnWriteArrayList<>();
  final List<WatchTasksResponse> events = new CopyOnWriteArrayList<>();
  volatile @Nullable StatusRuntimeException failure;

  /** What happens while a submit is not yet answered. */
  volatile Runnable whileSubmitting = () -> {};

  /** What happens while a wait is not yet answered. */
  volatile Runnable whileWaiting = () -> {};

  private final Server server;
  private final int port;

  FakeHead() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .directExecutor()
              .addService(new Jobs())
              .addService(new Tasks())
              .addService(new Nodes())
              .addService(new Cluster())
              .build()
              .start();
      port = server.getPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    try {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  Job.Builder job(long id, JobState state) {
    return Job.newBuilder().setId(id).setState(state).setOwner("ann").setCreateTime(time(1));
  }

  void put(Job job) {
    jobs.put(job.getId(), job);
  }

  static Task.Builder task(long job, int task, TaskState state) {
    Task.Builder builder =
        Task.newBuilder()
            .setRef(TaskRef.newBuilder().setJobId(job).setTaskId(task))
            .setState(state)
            .setOwner("ann")
            .setCreateTime(time(1));
    builder.getSpecBuilder().addCommand("/bin/sleep").addCommand("60");
    return builder;
  }

  void put(Task task) {
    tasks.put(key(task.getRef()), task);
  }

  /** How a task will be found once somebody waited for it. */
  void willEnd(Task task) {
    endings.put(key(task.getRef()), task);
  }

  /** So many processes that a kill has not ended, with names that no terminal should see raw. */
  static Residue residue(int processes) {
    Residue.Builder residue = Residue.newBuilder().setTotal(processes + 3).setSinceTime(time(60));
    for (int i = 0; i < processes; i++) {
      residue
          .addProcessesBuilder()
          .setPid(31_337 + i)
          .setState("D")
          .setWaitChannel("rpc_wait_bit_killable")
          .setOwner("ann")
          .setCommand("/usr/bin/cat /mnt/nfs/" + "x".repeat(150) + "\u001b[31m")
          .setStartTime(time(-7_000));
    }
    return residue.build();
  }

  static Timestamp time(long seconds) {
    return Timestamp.newBuilder().setSeconds(1_800_000_000L + seconds).build();
  }

  <T extends Message> List<T> requests(Class<T> type) {
    return requests.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static StatusRuntimeException error(
      Status.Code code, String reason, Map<String, String> metadata, Message... details) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("it did not work");
    status.addDetails(
        Any.pack(
            ErrorInfo.newBuilder()
                .setDomain("reeve")
                .setReason(reason)
                .putAllMetadata(metadata)
                .build()));
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static String key(TaskRef ref) {
    return ref.getJobId() + "." + ref.getTaskId();
  }

  private <T> void answer(
      Message request, StreamObserver<T> out, @Nullable T value, String reason) {
    requests.add(request);
    StatusRuntimeException planned = failure;
    if (planned != null) {
      out.onError(planned);
    } else if (value == null) {
      out.onError(error(Status.Code.NOT_FOUND, reason, Map.of()));
    } else {
      out.onNext(value);
      out.onCompleted();
    }
  }

  private final class Jobs extends JobServiceGrpc.JobServiceImplBase {
    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> out) {
      SubmitJobResponse response =
          SubmitJobResponse.newBuilder().setJobId(12).setTaskCount(request.getTasksCount()).build();
      whileSubmitting.run();
      answer(request, out, response, "");
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> out) {
      Job job = jobs.get(request.getJobId());
      answer(
          request,
          out,
          job == null ? null : GetJobResponse.newBuilder().setJob(job).build(),
          "JOB_NOT_FOUND");
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> out) {
      List<Job> all =
          jobs.values().stream()
              .filter(
                  job ->
                      request.getStatesCount() == 0
                          || request.getStatesList().contains(job.getState()))
              .toList();
      int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      int to = Math.min(all.size(), from + Math.min(request.getPageSize(), 10));
      ListJobsResponse.Builder response =
          ListJobsResponse.newBuilder().addAllJobs(all.subList(from, to));
      if (to < all.size()) {
        response.setNextPageToken(Integer.toString(to));
      }
      answer(request, out, response.build(), "");
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> out) {
      Job job = jobs.get(request.getJobId());
      answer(
          request,
          out,
          job == null
              ? null
              : CancelJobResponse.newBuilder()
                  .setJob(job.toBuilder().setState(JobState.JOB_STATE_CANCELING))
                  .build(),
          "JOB_NOT_FOUND");
    }

    @Override
    public void waitJob(WaitJobRequest request, StreamObserver<WaitJobResponse> out) {
      whileWaiting.run();
      WaitJobResponse.Builder response = WaitJobResponse.newBuilder().setDone(true);
      Job job = jobs.get(request.getJobId());
      answer(request, out, job == null ? null : response.setJob(job).build(), "JOB_NOT_FOUND");
    }
  }

  private final class Tasks extends TaskServiceGrpc.TaskServiceImplBase {
    @Override
    public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> out) {
      Task task = tasks.get(key(request.getTask()));
      answer(
          request,
          out,
          task == null ? null : GetTaskResponse.newBuilder().setTask(task).build(),
          "TASK_NOT_FOUND");
    }

    @Override
    public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> out) {
      answer(
          request,
          out,
          ListTasksResponse.newBuilder().addAllTasks(tasks.values()).setEventNumber(5).build(),
          "");
    }

    @Override
    public void cancelTask(CancelTaskRequest request, StreamObserver<CancelTaskResponse> out) {
      answer(
          request,
          out,
          CancelTaskResponse.newBuilder()
              .setVerdict(CancelVerdict.CANCEL_VERDICT_ACCEPTED)
              .setTask(Task.newBuilder().setRef(request.getTask()))
              .build(),
          "");
    }

    @Override
    public void explainTask(ExplainTaskRequest request, StreamObserver<ExplainTaskResponse> out) {
      answer(request, out, explanations.get(key(request.getTask())), "TASK_NOT_FOUND");
    }

    @Override
    public void cancelTasks(CancelTasksRequest request, StreamObserver<CancelTasksResponse> out) {
      CancelTasksResponse.Builder response = CancelTasksResponse.newBuilder();
      for (TaskRef ref : request.getSelector().getRefsList()) {
        response.addResultsBuilder().setTask(ref).setVerdict(verdict(tasks.get(key(ref))));
      }
      answer(request, out, response.build(), "");
    }

    private static CancelVerdict verdict(@Nullable Task task) {
      if (task == null) {
        return CancelVerdict.CANCEL_VERDICT_NOT_FOUND;
      }
      return switch (task.getState()) {
        case TASK_STATE_QUEUED -> CancelVerdict.CANCEL_VERDICT_CANCELED;
        case TASK_STATE_RUNNING -> CancelVerdict.CANCEL_VERDICT_ACCEPTED;
        case TASK_STATE_CANCELING -> CancelVerdict.CANCEL_VERDICT_ALREADY_CANCELING;
        default -> CancelVerdict.CANCEL_VERDICT_ALREADY_ENDED;
      };
    }

    @Override
    public void waitTask(WaitTaskRequest request, StreamObserver<WaitTaskResponse> out) {
      whileWaiting.run();
      WaitTaskResponse.Builder response = WaitTaskResponse.newBuilder().setDone(true);
      for (TaskRef ref : request.getTasksList()) {
        Task before = tasks.getOrDefault(key(ref), Task.newBuilder().setRef(ref).build());
        response.addTasks(endings.getOrDefault(key(ref), before));
      }
      answer(request, out, response.build(), "");
    }

    @Override
    public void watchTasks(WatchTasksRequest request, StreamObserver<WatchTasksResponse> out) {
      requests.add(request);
      out.onNext(WatchTasksResponse.newBuilder().setNewestEvent(request.getAfterEvent()).build());
      events.forEach(out::onNext);
    }
  }

  private final class Nodes extends NodeServiceGrpc.NodeServiceImplBase {
    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> out) {
      answer(request, out, ListNodesResponse.newBuilder().addAllNodes(nodes).build(), "");
    }

    @Override
    public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> out) {
      Node node = find(request.getName());
      answer(
          request,
          out,
          node == null ? null : GetNodeResponse.newBuilder().setNode(node).build(),
          "NODE_NOT_FOUND");
    }

    @Override
    public void bringOnline(BringOnlineRequest request, StreamObserver<BringOnlineResponse> out) {
      Node node = find(request.getName());
      answer(
          request,
          out,
          node == null ? null : BringOnlineResponse.newBuilder().setNode(node).build(),
          "NODE_NOT_FOUND");
    }

    @Override
    public void takeOffline(TakeOfflineRequest request, StreamObserver<TakeOfflineResponse> out) {
      Node node = find(request.getName());
      answer(
          request,
          out,
          node == null ? null : TakeOfflineResponse.newBuilder().setNode(node).build(),
          "NODE_NOT_FOUND");
    }

    @Override
    public void listOrphans(ListOrphansRequest request, StreamObserver<ListOrphansResponse> out) {
      boolean known = request.getNode().isEmpty() || find(request.getNode()) != null;
      answer(
          request,
          out,
          known ? ListOrphansResponse.newBuilder().addAllOrphans(orphans).build() : null,
          "NODE_NOT_FOUND");
    }

    private @Nullable Node find(String name) {
      return nodes.stream().filter(node -> node.getName().equals(name)).findFirst().orElse(null);
    }
  }

  private final class Cluster extends ClusterServiceGrpc.ClusterServiceImplBase {
    private final List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                Parameter.newBuilder()
                    .setName("TaskCancelGracePeriod")
                    .setValue("15s")
                    .setDefaultValue("15s")
                    .setDescription("How long a task may take to stop by itself after a cancel.")
                    .build()));

    @Override
    public void getCluster(GetClusterRequest request, StreamObserver<GetClusterResponse> out) {
      GetClusterResponse.Builder response =
          GetClusterResponse.newBuilder().setLeader("head-1").setVersion("0.1").setNodes(1);
      response.addJobsBuilder().setState(JobState.JOB_STATE_RUNNING).setCount(3);
      answer(request, out, response.build(), "");
    }

    @Override
    public void getParameters(
        GetParametersRequest request, StreamObserver<GetParametersResponse> out) {
      answer(
          request,
          out,
          GetParametersResponse.newBuilder().addAllParameters(parameters).build(),
          "");
    }

    @Override
    public void setParameters(
        SetParametersRequest request, StreamObserver<SetParametersResponse> out) {
      answer(
          request,
          out,
          SetParametersResponse.newBuilder().addAllParameters(parameters).build(),
          "");
    }
  }
}
