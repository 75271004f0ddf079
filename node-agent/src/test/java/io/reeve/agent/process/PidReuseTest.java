package io.reeve.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pid that was given out again, on a kernel that has few of them. */
class PidReuseTest {
  @TempDir Path data;

  @Test
  void pidGivenToAnother_isNeverSignalled() throws Exception {
    String small = "echo 400 > /proc/sys/kernel/pid_max";
    assumeTrue(privately("sh", "-c", small).waitFor() == 0, "no pid namespaces on this machine");

    Process program =
        privately(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            PidReuse.class.getName(),
            data.toString());

    try {
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).as(Files.readString(output())).isZero();
    } finally {
      program.destroyForcibly(); // and with it everything in the namespace
    }
  }

  private Process privately(String... command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("unshare", "-r", "--pid", "--fork", "--kill-child", "--mount-proc"));
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(output().toFile())
        .start();
  }

  private Path output() {
    return data.resolve("output");
  }
}
