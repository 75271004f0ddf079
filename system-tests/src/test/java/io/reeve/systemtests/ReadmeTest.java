package io.reeve.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.testing.Daemon;
import io.reeve.testing.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what README.md tells a newcomer to do, in its order: each line of its shell blocks, and its
 * Java program. One thing differs: the head node listens on a free port, and the others are told.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String ADDRESS = "127.0.0.1:7070";
  private static final Pattern PRINTS = Pattern.compile(".*# .*prints: (?<text>.+)");

  /** Run by {@link QuickstartTest}, and what runs this test. */
  private static final List<String> ELSEWHERE = List.of("deploy/quickstart", "mvn verify");

  private final Map<String, String> environment = new HashMap<>();
  private Optional<Daemon> dev = Optional.empty();
  @TempDir Path dir;

  private record Block(String language, List<String> lines) {}

  @AfterEach
  void stopDev() {
    dev.ifPresent(Daemon::close);
  }

  @Test
  void everyCommandOfTheReadme_doesWhatItSays() throws Exception {
    assertThat(Distribution.home()).isEqualTo(ROOT.resolve("deploy/target/reeve"));
    var java = Path.of(System.getProperty("java.home"), "bin");
    environment.put("PATH", java + ":" + System.getenv("PATH"));
    environment.put("HOME", dir.toString());
    var commands = 0;
    for (var block : blocks()) {
      if (block.language().equals("java")) {
        save(block);
      } else if (block.language().equals("sh")) {
        for (var line : block.lines()) {
          follow(line);
          commands++;
        }
      }
    }
    assertThat(commands).isGreaterThanOrEqualTo(9);
  }

  private void follow(String line) throws Exception {
    if (line.startsWith("export PATH=")) {
      environment.put("PATH", shell(ROOT, line + "; echo \"$PATH\"").strip());
    } else if (line.startsWith("reeve dev")) {
      startDev(line);
    } else if (ELSEWHERE.stream().noneMatch(line::startsWith)) {
      var output = shell(dir, line);
      printed(line).ifPresent(text -> assertThat(output).as(line).contains(text));
    }
  }

  private void startDev(String line) throws IOException {
    var command = "exec " + line.replaceFirst("#.*", "") + " --listen 127.0.0.1:0";
    var ready = printed(line).orElseThrow();
    assertThat(ready).endsWith(ADDRESS);
    var started =
        Daemon.start(
            List.of("sh", "-c", command),
            environment,
            dir.resolve("dev.log"),
            ready.substring(0, ready.length() - ADDRESS.length()));
    dev = Optional.of(started);
    environment.put("REEVE_HEAD", started.readyText());
  }

  private void save(Block block) throws IOException {
    var source = String.join("\n", block.lines());
    assertThat(source).contains(ADDRESS).startsWith("import ");
    var name = source.replaceFirst("(?s).*\\nclass (\\w+) .*", "$1");
    Files.writeString(
        dir.resolve(name + ".java"), source.replace(ADDRESS, dev.orElseThrow().readyText()));
  }

  /** Runs a line as it is typed and returns what it printed. */
  private String shell(Path where, String line) throws Exception {
    var errors = dir.resolve("errors").toFile();
    var builder = new ProcessBuilder("sh", "-c", line).directory(where.toFile());
    builder.environment().putAll(environment);
    var process = builder.redirectError(errors).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(line).isTrue();
    assertThat(process.exitValue())
        .as(line + "\n" + output + Files.readString(errors.toPath()))
        .isZero();
    return output;
  }

  private static Optional<String> printed(String line) {
    var matcher = PRINTS.matcher(line);
    return matcher.matches() ? Optional.of(matcher.group("text")) : Optional.empty();
  }

  private static List<Block> blocks() throws IOException {
    var blocks = new ArrayList<Block>();
    Optional<Block> open = Optional.empty();
    for (var line : Files.readAllLines(ROOT.resolve("README.md"))) {
      if (!line.startsWith("```")) {
        open.ifPresent(block -> block.lines().add(line));
      } else if (open.isPresent()) {
        blocks.add(open.get());
        open = Optional.empty();
      } else {
        open = Optional.of(new Block(line.substring(3), new ArrayList<>()));
      }
    }
    return blocks;
  }
}
