package io.reeve.testing;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The unpacked distribution that the build leaves in {@code deploy/target/reeve}. */
public final class Distribution {
  private Distribution() {}

  /**
   * Its root.
   *
   * @throws IllegalStateException when it was not built
   */
  public static Path home() {
    var home = Path.of(System.getProperty("reeve.dist", "../deploy/target/reeve"));
    if (!Files.isExecutable(home.resolve("bin/reeved"))) {
      throw new IllegalStateException(
          "no distribution in " + home.toAbsolutePath() + "; build it: mvn -DskipTests package");
    }
    return home.toAbsolutePath().normalize();
  }

  /**
   * Makes what a build without a C compiler leaves: the same, with only the supervisor in sh.
   *
   * @param copy where; must not exist
   */
  public static Path withoutCompiledSupervisor(Path copy) throws IOException {
    for (var part : List.of("bin", "conf", "libexec")) {
      Files.createDirectories(copy.resolve(part));
      try (var files = Files.list(home().resolve(part))) {
        for (var file : files.filter(f -> !f.endsWith("reeve-supervisor")).toList()) {
          Files.copy(
              file, copy.resolve(part).resolve(file.getFileName()), COPY_ATTRIBUTES); // executable
        }
      }
    }
    Files.createSymbolicLink(copy.resolve("lib"), home().resolve("lib"));
    return copy;
  }
}
