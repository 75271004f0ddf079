package io.reeve.agent.process;

import io.reeve.agent.core.Cause;
import io.reeve.agent.core.StopRequest;
import io.reeve.agent.core.Time.Moment;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The order a supervisor reads when it gets SIGTERM, and what a later start of the agent needs to
 * go on with the same ending: the first line is the supervisor's, the second the agent's. What may
 * follow is {@link SignalLog}'s.
 *
 * @param killNow whether to kill at once
 * @param deadline when politeness ends, monotonic nanoseconds of this boot
 * @param proceed whether the supervisor is to continue stopped processes now
 * @param signal a signal for the supervisor to send now; 0 for none
 * @param request the request behind it
 * @param begin when the request was taken up
 */
record OrderFile(
    boolean killNow,
    long deadline,
    boolean proceed,
    int signal,
    StopRequest request,
    Moment begin) {

  String text() {
    return "1 kill="
        + (killNow ? 1 : 0)
        + " deadline="
        + deadline
        + " continue="
        + (proceed ? 1 : 0)
        + " signal="
        + signal
        + " end\n"
        + String.join(
            " ",
            request.cause().name(),
            request.acceptTime().map(Instant::toString).orElse("-"),
            request.grace().toString(),
            begin.wall().toString(),
            Long.toString(begin.nanos()),
            "by=" + URLEncoder.encode(request.requestedBy(), StandardCharsets.UTF_8),
            "message=" + URLEncoder.encode(request.message(), StandardCharsets.UTF_8))
        + " end\n";
  }

  /** The lines behind the order itself, each with its end. */
  static String rest(String text) {
    int second = text.indexOf('\n') + 1;
    int third = second == 0 ? 0 : text.indexOf('\n', second) + 1;
    return third == 0 ? "" : text.substring(third);
  }

  /** Reads it back; empty when it is not complete. */
  static Optional<OrderFile> parse(String text) {
    String[] f = text.substring(0, text.length() - rest(text).length()).split("[ \n]", -1);
    if (f.length != 15 || !f[13].equals("end")) {
      return Optional.empty();
    }
    try {
      StopRequest request =
          new StopRequest(
              Cause.valueOf(f[6]),
              decode(f[11], "by="),
              decode(f[12], "message="),
              f[7].equals("-") ? Optional.empty() : Optional.of(Instant.parse(f[7])),
              Duration.parse(f[8]),
              false); // the deadline says it
      long deadline = Long.parseLong(f[2].substring("deadline=".length()));
      Moment begin = new Moment(Long.parseLong(f[10]), Instant.parse(f[9]));
      return Optional.of(new OrderFile(f[1].equals("kill=1"), deadline, false, 0, request, begin));
    } catch (RuntimeException nonsense) { // any field may be anything
      return Optional.empty();
    }
  }

  private static String decode(String field, String prefix) {
    return URLDecoder.decode(field.substring(prefix.length()), StandardCharsets.UTF_8);
  }
}
