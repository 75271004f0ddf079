package io.reeve.scheduler.rpc;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * The few threads of the services, for what would hold up the engine thread or a transport thread:
 * making long answers, and feeding watches. Both queues are bounded. A long answer that finds no
 * place is refused. A watch always finds one, because it stands in its queue at most once and the
 * number of watches is limited.
 */
@Singleton
public final class RpcThreads implements AutoCloseable {
  private static final int THREADS = 2;

  private final ThreadPoolExecutor answers;
  private final ThreadPoolExecutor watches;

  @Inject
  RpcThreads(RpcSettings settings) {
    answers = pool("rpc-answer", settings.maxAnswers());
    watches = pool("rpc-watch", settings.maxWatches() + 1); // and the one who wakes them
  }

  private static ThreadPoolExecutor pool(String name, int waiting) {
    return new ThreadPoolExecutor(
        THREADS,
        THREADS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(waiting),
        DaemonThreads.named(name));
  }

  /** For making long answers; refuses when too many wait. */
  Executor answers() {
    return answers;
  }

  /** For feeding watches. */
  Executor watches() {
    return watches;
  }

  /** To be called after the server is down. Repeating it has no effect. */
  @Override
  public void close() {
    answers.shutdownNow();
    watches.shutdownNow();
  }
}
