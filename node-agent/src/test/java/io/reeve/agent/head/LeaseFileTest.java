package io.reeve.agent.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.agent.head.LeaseFile.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseFileTest {
  @TempDir Path directory;
  private Path path;
  private LeaseFile file;

  @BeforeEach
  void make() {
    path = directory.resolve("lease");
    file = new LeaseFile(path, "boot-1");
  }

  @Test
  void write_isReadBack() throws IOException {
    file.write(7_000_000_000L, 90, 3);

    assertThat(file.read()).isEqualTo(new Lease(Optional.of(7_000_000_000L), 90, 3));
  }

  @Test
  void read_afterAReboot_knowsTheTermOnly() throws IOException {
    file.write(7, 90, 3);

    assertThat(new LeaseFile(path, "boot-2").read()).isEqualTo(new Lease(Optional.empty(), 90, 3));
  }

  @Test
  void write_withoutRoomForANewFile_overwritesTheOldOne() throws IOException {
    file.write(7, 90, 3);
    long size = Files.size(path);
    Files.createDirectory(directory.resolve("lease.new")); // as if the disk were full

    file.write(Long.MAX_VALUE - 1, 5_000_000_000L, 12);

    assertThat(file.read())
        .isEqualTo(new Lease(Optional.of(Long.MAX_VALUE - 1), 5_000_000_000L, 12));
    assertThat(Files.size(path)).isEqualTo(size); // it needed no room
  }

  @Test
  void write_withoutRoomAndWithoutAnOldOne_saysSo() throws IOException {
    Files.createDirectory(directory.resolve("lease.new"));

    assertThatThrownBy(() -> file.write(7, 90, 3)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "boot-1 7 90 3",
        "1 boot-1 7 90 3 8 end", // half old, half new
        "1 boot-1 7 90 3 7",
        "1 boot-1 x 90 3 x end",
      })
  void read_nonsense_isNoLease(String text) throws IOException {
    Files.writeString(path, text);

    assertThat(file.read()).isEqualTo(Lease.NONE);
  }
}
