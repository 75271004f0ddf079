package io.reeve.scheduler.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of all calls is a file, so that a change to it shows in review. */
class RpcListTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  @Test
  void everyCall_isInTheGoldenList() throws IOException {
    var lines =
        rpc.services.stream()
            .map(service -> service.bindService())
            .map(ServerServiceDefinition::getServiceDescriptor)
            .flatMap(service -> service.getMethods().stream())
            .map(RpcListTest::line)
            .sorted()
            .collect(Collectors.joining("\n", "", "\n"));
    try (var golden = Objects.requireNonNull(getClass().getResourceAsStream("rpcs.txt"))) {
      assertThat(lines).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String line(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName()
        + " "
        + method.getType()
        + (AccessLog.isMutation(method) ? " mutation" : "");
  }
}
