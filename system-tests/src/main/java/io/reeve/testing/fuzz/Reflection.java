package io.reeve.testing.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a server says it serves: no list of services that somebody may forget to add to. */
final class Reflection {
  private final Channel channel;
  private final Map<String, FileDescriptorProto> protos = new HashMap<>();
  private final Map<String, FileDescriptor> files = new HashMap<>();

  private Reflection(Channel channel) {
    this.channel = channel;
  }

  /** Every RPC of every service, in a fixed order. */
  static List<Rpc> rpcs(Channel channel) throws DescriptorValidationException {
    var reflection = new Reflection(channel);
    var rpcs = new ArrayList<Rpc>();
    for (var service : reflection.services()) {
      reflection.load(service);
      for (var file : List.copyOf(reflection.protos.keySet())) {
        reflection.file(file).getServices().stream()
            .filter(found -> found.getFullName().equals(service))
            .flatMap(found -> found.getMethods().stream())
            .forEach(method -> rpcs.add(new Rpc(method)));
      }
    }
    return rpcs;
  }

  private List<String> services() {
    var all = ServerReflectionRequest.newBuilder().setListServices("*").build();
    return ask(all).getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .sorted()
        .toList();
  }

  /** With the file come those that it needs. */
  private void load(String service) {
    var symbol = ServerReflectionRequest.newBuilder().setFileContainingSymbol(service).build();
    for (ByteString bytes : ask(symbol).getFileDescriptorResponse().getFileDescriptorProtoList()) {
      try {
        var file = FileDescriptorProto.parseFrom(bytes);
        protos.put(file.getName(), file);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("the description of " + service + " is none", e);
      }
    }
  }

  private FileDescriptor file(String name) throws DescriptorValidationException {
    var known = files.get(name);
    if (known != null) {
      return known;
    }
    var proto = protos.get(name);
    if (proto == null) {
      throw new IllegalStateException("the server does not describe " + name);
    }
    var needed = new ArrayList<FileDescriptor>();
    for (var dependency : proto.getDependencyList()) {
      needed.add(file(dependency));
    }
    var file = FileDescriptor.buildFrom(proto, needed.toArray(FileDescriptor[]::new));
    files.put(name, file);
    return file;
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request) {
    var answer = new CompletableFuture<ServerReflectionResponse>();
    var requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    answer.completeExceptionally(new IllegalStateException("no answer"));
                  }
                });
    requests.onNext(request);
    requests.onCompleted();
    return answer.join();
  }
}
