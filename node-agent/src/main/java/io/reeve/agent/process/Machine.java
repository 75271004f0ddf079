package io.reeve.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the agent wants to know about the machine it is on. */
public final class Machine {
  private Machine() {}

  /** The kernel's boot id: another one means that no process of before can be alive. */
  public static String bootId() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  /** The process id of this program. */
  public static long ownPid() {
    return ProcessHandle.current().pid();
  }

  /** Physical memory in bytes. */
  public static long memoryBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no MemTotal in /proc/meminfo");
  }

  /** Processor sockets; 1 when the kernel does not say. */
  public static int sockets() throws IOException {
    long sockets =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("physical id"))
            .distinct()
            .count();
    return (int) Math.max(1, sockets);
  }
}
