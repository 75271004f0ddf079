package io.reeve.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Handles Ctrl-C and SIGTERM in the program instead of dying of them.
 *
 * <p>The JDK has no supported way to see a second Ctrl-C; {@code sun.misc.Signal} is exported for
 * want of one, and reached by reflection because the compiler warns of it for ever. Where a JVM has
 * it not, the signals keep their default meaning.
 */
final class Signals {
  private Signals() {}

  /** Runs the action, on a thread of its own, at every such signal from now on. */
  static void handle(Runnable action) {
    for (String name : new String[] {"INT", "TERM"}) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {handler},
                (self, method, arguments) -> {
                  if (method.getName().equals("handle")) {
                    action.run();
                  }
                  return null;
                });
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      } catch (ClassNotFoundException
          | NoSuchMethodException
          | InstantiationException
          | IllegalAccessException
          | InvocationTargetException unavailable) {
        return;
      }
    }
  }
}
