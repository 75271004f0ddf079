package io.reeve.testing;

import java.nio.file.Files;
import java.nio.file.Path;

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
}
