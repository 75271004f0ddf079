package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.rpc.error.RpcException;
import java.util.function.Supplier;

/**
 * What was looked for on the engine thread: found, or a refusal that is thrown elsewhere.
 *
 * @param <T> what was looked for
 */
public final class Lookup<T> {
  private final Supplier<T> value;

  private Lookup(Supplier<T> value) {
    this.value = value;
  }

  static <T> Lookup<T> found(T value) {
    return new Lookup<>(() -> value);
  }

  static <T> Lookup<T> missing(RpcException why) {
    return new Lookup<>(
        () -> {
          throw why;
        });
  }

  /**
   * What was found.
   *
   * @throws RpcException when it was not
   */
  public T get() {
    return value.get();
  }
}
