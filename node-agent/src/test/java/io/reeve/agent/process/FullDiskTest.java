package io.reeve.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reeve.agent.testing.LiveNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Really full: a small file system, mounted where only the program under test sees it. */
class FullDiskTest {
  private static final String MOUNT = "mount -t tmpfs -o size=64k,nr_inodes=32 tmpfs \"$0\"";

  @TempDir Path disk;

  @Test
  void prevent_onAFullDisk_provesThatTheProgramNeverStarts() throws Exception {
    assumeTrue(Files.exists(LiveNode.nativeSupervisor()), "no C compiler at build time");
    assumeTrue(privately("true").waitFor() == 0, "no private mounts on this machine");
    Path output = Files.createTempFile("full-disk", ".log");

    Process program =
        privately(
            "exec \"$1\" -XX:+UseSerialGC -XX:-UsePerfData -cp \"$2\" "
                + FullDisk.class.getName()
                + " \"$0\" \"$3\" > "
                + output
                + " 2>&1",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            System.getProperty("java.class.path"),
            LiveNode.nativeSupervisor().toString());

    assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).as(Files.readString(output)).isZero();
    Files.delete(output);
  }

  private Process privately(String script, String... args) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("unshare", "-rm", "sh", "-c", MOUNT + " && " + script, disk.toString()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
