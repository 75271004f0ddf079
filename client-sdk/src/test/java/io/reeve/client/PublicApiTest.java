package io.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user of the SDK can name must not drag in generated types or gRPC. */
final class PublicApiTest {
  @Test
  void publicSignatures_nameOnlyTheJdkAndTheSdk() throws Exception {
    List<String> foreign = new ArrayList<>();
    List<Class<?>> types = publicTypes();
    for (Class<?> type : types) {
      for (String name : namesIn(type)) {
        if (name.matches(".*\\b(io\\.grpc|io\\.netty|com\\.google|io\\.reeve\\.proto)\\b.*")
            || name.contains("io.reeve.client.internal")) {
          foreign.add(type.getName() + ": " + name);
        }
      }
    }
    assertThat(foreign).isEmpty();
    assertThat(types).hasSizeGreaterThan(60); // the search itself works
  }

  private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
    Path root =
        Path.of(SchedulerClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.endsWith(".class") && !name.contains(".internal."))
          .filter(name -> !name.endsWith("package-info.class"))
          .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<String> namesIn(Class<?> type) {
    List<String> names = new ArrayList<>();
    names.add(String.valueOf(type.getGenericSuperclass()));
    add(names, type.getGenericInterfaces());
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers())) {
        names.add(field.getGenericType().getTypeName());
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isVisible(method.getModifiers())) {
        names.add(method.getGenericReturnType().getTypeName());
        add(names, method);
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor.getModifiers())) {
        add(names, constructor);
      }
    }
    return names;
  }

  private static void add(List<String> names, Executable executable) {
    add(names, executable.getGenericParameterTypes());
    add(names, executable.getGenericExceptionTypes());
  }

  private static void add(List<String> names, Type[] types) {
    for (Type type : types) {
      names.add(type.getTypeName());
    }
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
