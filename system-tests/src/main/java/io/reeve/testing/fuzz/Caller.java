package io.reeve.testing.fuzz;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes calls. Thread-safe. */
final class Caller {
  private static final int MOST_RESPONSES = 50;

  private final Channel channel;

  Caller(Channel channel) {
    this.channel = channel;
  }

  /** Makes one; always completes with an answer. */
  CompletableFuture<Answer> call(Input input) {
    var answer = new CompletableFuture<Answer>();
    var patience = input.rpc().patience();
    var options = CallOptions.DEFAULT.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
    var call = channel.newCall(input.rpc().call(), options);
    call.start(new Listener(call, input, answer), new Metadata());
    call.request(MOST_RESPONSES);
    for (var message : input.messages()) {
      call.sendMessage(message);
    }
    if (input.hangUp()) {
      call.cancel("hung up", null);
    } else {
      call.halfClose();
    }
    return answer;
  }

  private static final class Listener extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final Input input;
    private final CompletableFuture<Answer> answer;
    private int responses;

    Listener(ClientCall<byte[], byte[]> call, Input input, CompletableFuture<Answer> answer) {
      this.call = call;
      this.input = input;
      this.answer = answer;
    }

    @Override
    public void onMessage(byte[] message) {
      responses++;
      if (responses == MOST_RESPONSES) {
        call.cancel("enough", null);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      var late =
          status.getCode() == Status.Code.DEADLINE_EXCEEDED
              || status.getCode() == Status.Code.CANCELLED;
      answer.complete(new Answer(input, status, trailers, late));
    }
  }
}
