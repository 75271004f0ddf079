package io.reeve.scheduler.rpc;

/**
 * Settings of the services.
 *
 * @param daemonUser name of the user who runs the daemon
 * @param maxWatches how many watches may be open; a further one is refused
 * @param maxWaits how many waiting calls may be open; a further one is refused
 * @param maxAnswers how many long answers may wait to be made; a further one is refused
 */
public record RpcSettings(String daemonUser, int maxWatches, int maxWaits, int maxAnswers) {
  public RpcSettings {
    if (daemonUser.isEmpty() || maxWatches < 1 || maxWaits < 1 || maxAnswers < 1) {
      throw new IllegalArgumentException(
          "daemonUser="
              + daemonUser
              + " maxWatches="
              + maxWatches
              + " maxWaits="
              + maxWaits
              + " maxAnswers="
              + maxAnswers);
    }
  }

  /** Enough for a cluster of some thousand nodes and its users. */
  public static RpcSettings defaults(String daemonUser) {
    return new RpcSettings(daemonUser, 1_000, 10_000, 1_000);
  }
}
