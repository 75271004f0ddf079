package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.cluster.Reply;
import io.reeve.scheduler.rpc.error.RpcException;

/** Replies of the core. */
final class Replies {
  private Replies() {}

  /**
   * The reply that a command gets when it is carried out.
   *
   * @throws RpcException when it was refused
   */
  static <R extends Reply> R expect(Class<R> type, Reply reply) {
    if (reply instanceof Reply.Refused refused) {
      throw RpcException.refused(refused.refusal());
    }
    return type.cast(reply);
  }
}
