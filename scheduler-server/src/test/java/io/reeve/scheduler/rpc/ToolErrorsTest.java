package io.reeve.scheduler.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ServerInterceptors;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.reeve.scheduler.rpc.error.TestErrors;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What gRPC's own services answer. */
class ToolErrorsTest {
  @RegisterExtension final GrpcCleanup cleanup = new GrpcCleanup();

  /** Over a network, longer trailers would end the connection with all its calls. */
  @Test
  void nameOfManyLetters_isNotRepeatedWhole() throws IOException {
    var health = new HealthStatusManager().getHealthService();
    var name = InProcessServerBuilder.generateName();
    cleanup.register(
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(ServerInterceptors.intercept(health, TestErrors.interceptor()))
            .build()
            .start());
    var channel = cleanup.register(InProcessChannelBuilder.forName(name).build());
    var request = HealthCheckRequest.newBuilder().setService("x".repeat(100_000)).build();

    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> HealthGrpc.newBlockingStub(channel).check(request));

    assertThat(refused.getStatus().getDescription()).hasSizeLessThan(1_000);
  }
}
