package io.reeve.scheduler.core.cluster;

import io.reeve.scheduler.core.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What was answered to requests with an id, so that a repeated request gets its first answer. A
 * part of the state: what is forgotten follows from the commands alone.
 */
final class AnsweredRequests {
  /** How long an answer is remembered. */
  static final Duration TTL = Duration.ofHours(24);

  /** How many are remembered at most; beyond, the oldest are forgotten before their time. */
  static final int MAX = 500_000;

  /** How many bytes they take at most, as {@link #weight} counts; beyond, as with {@link #MAX}. */
  static final long MAX_BYTES = 128L << 20;

  private static final long ANSWER_BYTES = 200;
  private static final long ITEM_BYTES = 64;

  private final Map<UUID, Answer> answers = new LinkedHashMap<>();
  private long bytes;

  private record Answer(int fingerprint, Reply reply, Instant time) {}

  /** The first answer to this request; a refusal when its id was used for another one. */
  Optional<Reply> find(RequestKey request) {
    var id = id(request);
    var answer = answers.get(id);
    if (answer == null) {
      return Optional.empty();
    }
    return Optional.of(
        answer.fingerprint() == request.fingerprint()
            ? answer.reply()
            : new Reply.Refused(Refusal.of(Refusal.Reason.REQUEST_ID_REUSED, "request_id", id)));
  }

  /** Only what {@link #find} does not know. */
  void remember(RequestKey request, Reply reply, Instant time) {
    answers.put(id(request), new Answer(request.fingerprint(), reply, time));
    bytes += weight(reply);
  }

  /**
   * About what an answer takes in memory, its id included. Only one kind can be long. Counted from
   * its parts and not measured, because all head nodes must forget the same.
   */
  private static long weight(Reply reply) {
    return reply instanceof Reply.TasksCanceled canceled
        ? ANSWER_BYTES + ITEM_BYTES * canceled.results().items().size()
        : ANSWER_BYTES;
  }

  void forgetOlderThan(Instant now) {
    var oldest = answers.values().iterator();
    while (oldest.hasNext()) {
      var answer = oldest.next();
      var fits = answers.size() <= MAX && bytes <= MAX_BYTES;
      if (fits && answer.time().plus(TTL).isAfter(now)) {
        return;
      }
      oldest.remove();
      bytes -= weight(answer.reply());
    }
  }

  List<ClusterImage.Answered> image() {
    var all = new ArrayList<ClusterImage.Answered>(answers.size());
    answers.forEach(
        (id, answer) ->
            all.add(
                new ClusterImage.Answered(
                    new RequestKey(
                        id.getMostSignificantBits(),
                        id.getLeastSignificantBits(),
                        answer.fingerprint()),
                    answer.reply(),
                    answer.time())));
    return all;
  }

  private static UUID id(RequestKey request) {
    return new UUID(request.high(), request.low());
  }
}
