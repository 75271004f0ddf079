package io.reeve.scheduler.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command was not carried out and changed nothing.
 *
 * @param reason why
 * @param details every variable of the explanation, name to value
 */
public record Refusal(Reason reason, SortedMap<String, String> details) {

  /** The closed list of reasons; named as in {@code reeve.v1.ErrorReason}. */
  public enum Reason {
    /** There is no such job. Details: job. */
    JOB_NOT_FOUND,
    /** There is no such task. Details: task. */
    TASK_NOT_FOUND,
    /** There is no such node. Details: node. */
    NODE_NOT_FOUND,
    /** There is no such cluster parameter. Details: parameter, nearest. */
    PARAMETER_NOT_FOUND,
    /** A value is out of range. Details: field, description. */
    INVALID_FIELD,
    /** The task is finishing or in a final state. Details: task, state. */
    TASK_ALREADY_ENDED,
    /** The job is in a final state. Details: job, state. */
    JOB_ALREADY_ENDED,
    /** The job was submitted already. Details: job, state. */
    JOB_NOT_CONFIGURING,
    /** The node is in, or on its way to, the state asked for. Details: node, state. */
    NODE_STATE,
    /** A task asks for more than any node has. Details: task. */
    NEVER_FITS,
    /** The request id was used for another request. Details: request_id. */
    REQUEST_ID_REUSED
  }

  public Refusal {
    details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }

  /** A refusal with one detail. */
  public static Refusal of(Reason reason, String name, Object value) {
    return new Refusal(reason, new TreeMap<>(java.util.Map.of(name, value.toString())));
  }

  /** A refusal with two details. */
  public static Refusal of(
      Reason reason, String name1, Object value1, String name2, Object value2) {
    return new Refusal(
        reason,
        new TreeMap<>(java.util.Map.of(name1, value1.toString(), name2, value2.toString())));
  }
}
