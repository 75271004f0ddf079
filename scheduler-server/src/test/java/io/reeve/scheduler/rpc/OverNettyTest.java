package io.reeve.scheduler.rpc;

import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.reeve.proto.v1.CancelTaskRequest;
import io.reeve.proto.v1.JobServiceGrpc;
import io.reeve.proto.v1.WatchTasksRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What only a real connection shows: flow control, limits of the transport, bytes that are no
 * request.
 */
class OverNettyTest {
  @RegisterExtension
  final RpcExtension rpc =
      new RpcExtension(new RpcSettings(RpcExtension.USER, 100, 5, 100), 1_000_000);

  private ManagedChannel channel;

  @BeforeEach
  void connect() throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var server = rpc.start(NettyServerBuilder.forAddress(loopback).directExecutor());
    channel =
        rpc.register(
            NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build());
  }

  /** Bytes as they are. */
  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Status sendRaw(String method, byte[] request) {
    var raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new Raw())
            .setResponseMarshaller(new Raw())
            .build();
    return catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(channel, raw, CallOptions.DEFAULT, request))
        .getStatus();
  }

  @Test
  void unknownMethod_isUnimplemented() {
    assertThat(sendRaw("reeve.v1.TaskService/NoSuchCall", new byte[0]).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(sendRaw("reeve.v1.NoSuchService/GetTask", new byte[0]).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void requestOverFourMebibytes_isRefusedAndChangesNothing() {
    var before = rpc.engine.image();
    var spec = Requests.command("x".repeat(30_000));
    var request =
        io.reeve.proto.v1.SubmitJobRequest.newBuilder()
            .addAllTasks(Collections.nCopies(150, spec))
            .build();
    assertThat(request.getSerializedSize()).isGreaterThan(4 << 20);
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> JobServiceGrpc.newBlockingStub(channel).submitJob(request));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(rpc.engine.image()).isEqualTo(before);
  }

  @Test
  void bytesThatAreNoRequest_endTheCallAndNothingElse() {
    var before = rpc.engine.image();
    var status = sendRaw("reeve.v1.TaskService/CancelTask", new byte[] {(byte) 0xff, 1, 2, 3});
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    var notUtf8 = CancelTaskRequest.newBuilder().setMessage("ab").build().toByteArray();
    notUtf8[notUtf8.length - 1] = (byte) 0xff;
    assertThat(sendRaw("reeve.v1.TaskService/CancelTask", notUtf8).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(rpc.engine.image()).isEqualTo(before);
    assertThat(JobServiceGrpc.newBlockingStub(channel).submitJob(submit(1)).getJobId())
        .isEqualTo(1);
  }

  @Test
  void largestRefusal_fitsIntoTheTrailers() {
    var bad = CancelTaskRequest.newBuilder().setRequestId("\u20ac".repeat(100_000));
    Refused.by(
            () ->
                io.reeve.proto.v1.TaskServiceGrpc.newBlockingStub(channel)
                    .cancelTask(bad.setMessage("x".repeat(1_000)).build()))
        .isInvalid("task", "message", "request_id");
    var names = io.reeve.proto.v1.TaskSpec.newBuilder().addCommand("a");
    for (var name = 0; name < 500; name++) {
      names.putEnv("CCP_" + name + "\u20ac".repeat(500), "");
    }
    Refused.by(
            () ->
                JobServiceGrpc.newBlockingStub(channel)
                    .submitJob(
                        io.reeve.proto.v1.SubmitJobRequest.newBuilder().addTasks(names).build()))
        .is(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD");
  }

  @Test
  void watch_readerThatPauses_getsEverythingOnceWhenItGoesOn() {
    var watcher = Watcher.open(channel, WatchTasksRequest.newBuilder().setAfterEvent(0)).take(1);
    for (var job = 0; job < 20; job++) {
      rpc.jobs().submitJob(submit(1_000));
    }
    watcher.eager();
    var newest = rpc.engine.view().lastEvent();
    Awaitility.await("all events").until(() -> watcher.events().size() >= newest);
    assertThat(watcher.numbers()).isEqualTo(LongStream.rangeClosed(1, newest).boxed().toList());
    watcher.hangUp();
    Awaitility.await("the watch ends").until(() -> rpc.watches.open() == 0);
  }
}
