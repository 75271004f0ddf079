package io.reeve.scheduler.rpc.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.proto.v1.ErrorReason;
import io.reeve.scheduler.core.Refusal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void reasons_ofThisPackageAndOfTheProto_areTheSame() {
    var ofProto =
        Arrays.stream(ErrorReason.values())
            .filter(reason -> reason != ErrorReason.UNRECOGNIZED)
            .filter(reason -> reason != ErrorReason.ERROR_REASON_UNSPECIFIED)
            .map(reason -> reason.name().substring("ERROR_REASON_".length()))
            .toList();
    assertThat(Arrays.stream(Reason.values()).map(Enum::name)).containsExactlyElementsOf(ofProto);
  }

  @Test
  void refusals_ofTheCore_keepTheirNames() {
    for (var reason : Refusal.Reason.values()) {
      assertThat(RefusalText.reasonOf(reason).name()).isEqualTo(reason.name());
      assertThat(RefusalText.of(Refusal.of(reason, "job", 1))).isNotBlank();
    }
  }

  @Test
  void brief_longText_isCutBetweenCodePoints() {
    assertThat(Text.brief("short")).isEqualTo("short");
    var cut = Text.brief("\uD83D\uDE00".repeat(1_000));
    assertThat(cut.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeBetween(180, 200);
    assertThat(cut).startsWith("\uD83D\uDE00").endsWith("...").doesNotContain("?");
  }
}
