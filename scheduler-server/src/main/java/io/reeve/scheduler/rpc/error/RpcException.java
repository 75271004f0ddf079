package io.reeve.scheduler.rpc.error;

import io.reeve.scheduler.core.Refusal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A call is refused: nothing was changed, and the caller is told why. One factory method for each
 * way to be refused; thrown by handlers, converters and answers, and turned into a status by {@link
 * ErrorInterceptor}. Not a bug, so it carries no stack trace.
 */
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient SortedMap<String, String> metadata;
  private final transient List<BadField> badFields;

  private RpcException(
      Reason reason, String message, Map<String, String> metadata, List<BadField> badFields) {
    super(message, null, false, false);
    this.reason = reason;
    this.metadata = new TreeMap<>(metadata);
    this.badFields = List.copyOf(badFields);
  }

  private RpcException(Reason reason, String message, Map<String, String> metadata) {
    this(reason, message, metadata, List.of());
  }

  /** Fields are malformed or out of range; at least one. */
  public static RpcException invalidFields(List<BadField> fields) {
    var first = fields.get(0);
    var more = fields.size() == 1 ? "" : " (and " + (fields.size() - 1) + " more)";
    return new RpcException(
        Reason.INVALID_FIELD,
        "Correct the request: " + Text.brief(first.path()) + ": " + first.description() + more,
        Map.of(),
        fields);
  }

  /** One field is malformed or out of range. */
  public static RpcException invalidField(String path, String description) {
    return invalidFields(List.of(new BadField(path, description)));
  }

  /** The bytes of the request are not what the call takes. */
  public static RpcException noMessage() {
    return invalidField(
        "", "the bytes sent are no request of this call, or hold text that is not UTF-8");
  }

  /** A selector that selects by nothing. */
  public static RpcException emptySelector() {
    return new RpcException(
        Reason.EMPTY_SELECTOR,
        "The selector is empty, which never means \"all\": name tasks, or filter by at least one"
            + " property.",
        Map.of());
  }

  /**
   * Something that a later version will do.
   *
   * @param field the field that asks for it
   */
  public static RpcException notSupported(String field) {
    return new RpcException(
        Reason.NOT_SUPPORTED,
        "This version does not support " + field + ": leave it out.",
        Map.of("field", field));
  }

  /** There is no such job. */
  public static RpcException jobNotFound(long job) {
    return refused(Refusal.of(Refusal.Reason.JOB_NOT_FOUND, "job", job));
  }

  /** There is no such task. */
  public static RpcException taskNotFound(Object task) {
    return refused(Refusal.of(Refusal.Reason.TASK_NOT_FOUND, "task", task));
  }

  /** There is no such node. */
  public static RpcException nodeNotFound(String node) {
    return refused(Refusal.of(Refusal.Reason.NODE_NOT_FOUND, "node", node));
  }

  /** The task ended, or is ending by itself. */
  public static RpcException taskAlreadyEnded(Object task, Object state) {
    return refused(Refusal.of(Refusal.Reason.TASK_ALREADY_ENDED, "task", task, "state", state));
  }

  /** As many calls of a kind are open as may be. */
  public static RpcException tooManyOpen(String what, int limit) {
    return new RpcException(
        Reason.QUEUE_FULL,
        "As many "
            + what
            + " are open as this head node allows ("
            + limit
            + "): close some, or try again after a pause.",
        Map.of("open", what, "limit", Integer.toString(limit)));
  }

  /** More answers wait to be made than may. */
  public static RpcException busy() {
    return new RpcException(
        Reason.QUEUE_FULL, "Too many answers wait to be made: try again after a pause.", Map.of());
  }

  /** The head node is starting or stopping. */
  public static RpcException headNotReady() {
    return new RpcException(
        Reason.HEAD_NOT_READY,
        "The head node is starting, stopping, or not the leader: try again in a moment.",
        Map.of());
  }

  /** The events asked for are not held. */
  public static RpcException eventsGone(long oldest, long newest) {
    return new RpcException(
        Reason.EVENTS_GONE,
        "The events asked for are not held (held are "
            + oldest
            + " to "
            + newest
            + "): list again, and watch from the event number of that answer.",
        Map.of("oldest", Long.toString(oldest), "newest", Long.toString(newest)));
  }

  /** The events a watcher would have seen next were dropped before it took them. */
  public static RpcException watcherTooSlow(long last) {
    return new RpcException(
        Reason.WATCHER_TOO_SLOW,
        "This watcher fell too far behind: watch again from the last event it saw, " + last + ".",
        Map.of("last", Long.toString(last)));
  }

  /** The core refused a command. */
  public static RpcException refused(Refusal refusal) {
    if (refusal.reason() == Refusal.Reason.INVALID_FIELD) {
      return invalidField(
          refusal.details().getOrDefault("field", ""),
          refusal.details().getOrDefault("description", ""));
    }
    return new RpcException(
        RefusalText.reasonOf(refusal.reason()), RefusalText.of(refusal), refusal.details());
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** Every variable of the message, name to value. */
  public SortedMap<String, String> metadata() {
    return metadata;
  }

  /** What is wrong with which field; empty unless the reason is INVALID_FIELD. */
  public List<BadField> badFields() {
    return badFields;
  }
}
