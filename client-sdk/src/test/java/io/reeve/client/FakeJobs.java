package io.reeve.client;

import io.grpc.stub.StreamObserver;
import io.reeve.proto.v1.GetJobRequest;
import io.reeve.proto.v1.GetJobResponse;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.SubmitJobRequest;
import io.reeve.proto.v1.SubmitJobResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers from a script: first the errors queued by the test, then success. */
final class FakeJobs extends JobServiceGrpc.JobServiceImplBase {
  final Deque<Throwable> errors = new ArrayDeque<>();
  final List<SubmitJobRequest> submits = new ArrayList<>();
  int gets;
  boolean silent;

  @Override
  public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> out) {
    submits.add(request);
    answer(out, SubmitJobResponse.newBuilder().setJobId(12).setTaskCount(2).build());
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> out) {
    gets++;
    GetJobResponse.Builder response = GetJobResponse.newBuilder();
    response.getJobBuilder().setId(request.getJobId());
    answer(out, response.build());
  }

  private <T> void answer(StreamObserver<T> out, T value) {
    if (!errors.isEmpty()) {
      out.onError(errors.remove());
    } else if (!silent) {
      out.onNext(value);
      out.onCompleted();
    }
  }
}
