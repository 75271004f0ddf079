package io.reeve.agent.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The two forms of the file that tells a supervisor what to run. */
final class SpecFile {
  private static final Duration LONGEST_LIMIT = Duration.ofDays(3650);
  private static final String CGROUP = "cgroup";
  private static final int CGROUP_VALUE = 5; // its place: behind version, attempt and its own name
  private static final String UMASK_DECIMAL = "18"; // 022

  private SpecFile() {}

  /**
   * For the C supervisor: NUL-ended name and value pairs, {@code end} last. Nothing in it is ever
   * interpreted.
   */
  static byte[] binary(LaunchSpec spec, Optional<Cgroup> cgroup) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    put(out, "version", "1");
    put(out, "attempt", spec.id().toString());
    put(out, CGROUP, cgroup.map(c -> c.directory().toString()).orElse(""));
    put(out, "work-dir", spec.workDir());
    put(out, "stdin", spec.stdin());
    put(out, "stdout", spec.stdout());
    put(out, "stderr", spec.stderr());
    put(out, "umask", UMASK_DECIMAL);
    put(out, "stop-signal", Integer.toString(spec.stopSignal().number()));
    put(out, "grace-ms", Long.toString(spec.grace().toMillis()));
    put(out, "time-limit-ms", Long.toString(spec.timeLimit().map(SpecFile::millis).orElse(0L)));
    put(out, "lease", spec.lease().toString());
    spec.command().forEach(word -> put(out, "arg", word));
    spec.env().forEach((name, value) -> put(out, "env", name + "=" + value));
    put(out, "end", "");
    return out.toByteArray();
  }

  /** Whether this begins and ends like {@link #binary}. */
  static boolean isWhole(String binary) {
    return binary.startsWith("version\0") && binary.endsWith("\0end\0\0");
  }

  /** What the third pair of {@link #binary} says; empty when there is none. */
  static Optional<Cgroup> cgroup(String binary) {
    String[] f = binary.split("\0", CGROUP_VALUE + 2);
    boolean given =
        f.length > CGROUP_VALUE
            && f[CGROUP_VALUE - 1].equals(CGROUP)
            && f[CGROUP_VALUE].startsWith("/");
    return given ? Optional.of(new Cgroup(Path.of(f[CGROUP_VALUE]))) : Optional.empty();
  }

  /** For the sh supervisor: assignments and functions whose every word is in single quotes. */
  static byte[] shell(LaunchSpec spec) {
    StringBuilder text = new StringBuilder(1024);
    text.append("work_dir=").append(quote(spec.workDir()));
    text.append("\nin=").append(quote(spec.stdin()));
    text.append("\nout=").append(quote(spec.stdout()));
    text.append("\nerr=").append(quote(spec.stderr()));
    text.append("\nmask=022\nrunnable() { PATH=").append(quote(path(spec)));
    text.append(" command -v ").append(quote(spec.command().get(0)));
    text.append("; }\nprogram() { exec setsid env -i");
    spec.env().forEach((name, value) -> text.append(' ').append(quote(name + "=" + value)));
    spec.command().forEach(word -> text.append(' ').append(quote(word)));
    return text.append("; }\ncomplete=yes\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String path(LaunchSpec spec) {
    Map<String, String> env = spec.env();
    return env.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
  }

  /** At least 1, as 0 is for none, and at most what the supervisor takes. */
  private static long millis(Duration limit) {
    Duration most = limit.compareTo(LONGEST_LIMIT) < 0 ? limit : LONGEST_LIMIT;
    return Math.max(1, most.toMillis());
  }

  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static void put(ByteArrayOutputStream out, String name, String value) {
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    out.write(0);
  }
}
