package io.reeve.scheduler.rpc;

import static io.reeve.scheduler.rpc.Requests.cancel;
import static io.reeve.scheduler.rpc.Requests.get;
import static io.reeve.scheduler.rpc.Requests.submit;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.Duration;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class AccessLogTest {
  @RegisterExtension final RpcExtension rpc = new RpcExtension();

  private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  private List<String> lines() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void mutation_isOneLineWithWhoWhatAndWhatCameOfIt() {
    rpc.jobs().submitJob(submit(2));
    rpc.tasks().cancelTask(cancel("1.1").toBuilder().setMessage("a\nb\"c").build());
    Refused.by(() -> rpc.tasks().cancelTask(cancel("1.1")));
    assertThat(lines()).hasSize(3).noneMatch(line -> line.contains("\n"));
    assertThat(lines().get(0))
        .contains("method=SubmitJob caller=ada code=OK reason=-")
        .contains("tasks.count=2")
        .contains("answer.job_id=1");
    assertThat(lines().get(1)).contains("task=1.1").contains("message=\"a\\nb\\\"c\"");
    assertThat(lines().get(2)).contains("code=FAILED_PRECONDITION reason=TASK_ALREADY_ENDED");
  }

  @Test
  void spanThatIsNone_isLoggedAndRefusedForWhatItIs() {
    var span = Duration.newBuilder().setSeconds(Long.MIN_VALUE).setNanos(-1);
    var request = cancel("1.1").toBuilder().setGracePeriod(span).build();

    var refused = Refused.by(() -> rpc.tasks().cancelTask(request));

    assertThat(refused.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).contains("grace_period=-9223372036854775808s+-1ns");
  }

  @Test
  void read_isNotLogged() {
    rpc.jobs().submitJob(submit(1));
    rpc.tasks().getTask(get("1.1"));
    assertThat(lines()).hasSize(1);
  }

  @Test
  void values_thatCouldBreakALine_areEscaped() {
    assertThat(LogValues.of("plain-1.2_x@y/z")).isEqualTo("plain-1.2_x@y/z");
    assertThat(LogValues.of("")).isEqualTo("\"\"");
    assertThat(LogValues.of("a b")).isEqualTo("\"a b\"");
    assertThat(LogValues.of("a\u001b[31m\u2028\u202e\u0000\t\\"))
        .isEqualTo("\"a\\u{1b}[31m\\u{2028}\\u{202e}\\u{0}\\t\\\\\"");
    assertThat(LogValues.of("caf\u00e9 \uD83D\uDE00")).isEqualTo("\"caf\u00e9 \uD83D\uDE00\"");
    assertThat(LogValues.of("x".repeat(10_000))).hasSizeLessThan(420).endsWith("...\"");
  }
}
