package io.reeve.scheduler.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.scheduler.app.CommandLine.Action;
import io.reeve.scheduler.config.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
  private static CommandLine parse(String... arguments) throws Exception {
    return CommandLine.parse(List.of(arguments));
  }

  @Test
  void nothing_runsWithDefaults() throws Exception {
    assertThat(parse())
        .isEqualTo(
            new CommandLine(
                Action.RUN, Optional.empty(), Optional.empty(), Optional.empty(), false));
  }

  @Test
  void allFlags_inBothForms() throws Exception {
    var wanted =
        new CommandLine(
            Action.RUN,
            Optional.of(Path.of("c.yaml")),
            Optional.of(Path.of("d")),
            Optional.of(new Address("h", 1)),
            true);
    assertThat(parse("--config", "c.yaml", "--data", "d", "--listen", "h:1", "--exit-with-stdin"))
        .isEqualTo(wanted);
    assertThat(parse("--exit-with-stdin", "--config=c.yaml", "--data=d", "--listen=h:1"))
        .isEqualTo(wanted);
  }

  @Test
  void helpAndVersion_areActions() throws Exception {
    assertThat(parse("--help").action()).isEqualTo(Action.HELP);
    assertThat(parse("--version").action()).isEqualTo(Action.VERSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--lisen", "--config", "--listen=7070", "file.yaml", "--data"})
  void whatIsNotUsable_isRefused(String argument) {
    assertThatThrownBy(() -> parse(argument)).isInstanceOf(CommandLine.UsageException.class);
  }

  @Test
  void unknownFlag_namesTheNearest() {
    assertThatThrownBy(() -> parse("--lisen")).hasMessageContaining("--listen");
  }
}
