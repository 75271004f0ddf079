package io.reeve.testing.faults;

import java.util.List;

/** The points at which daemons can be made to crash, as their {@code CrashPoint} names them. */
public final class CrashPointNames {
  /** Of the head node. */
  public static final List<String> HEAD =
      List.of(
          "BEFORE_INTENT_DURABLE",
          "AFTER_INTENT_DURABLE",
          "BEFORE_ORDER_SENT",
          "AFTER_ORDER_SENT",
          "BEFORE_REPORT_ACKNOWLEDGED",
          "AFTER_REPORT_ACKNOWLEDGED");

  /** Of the head node, those that a single cancel leads past a second time. */
  static final List<String> ORDERS =
      List.of("AFTER_INTENT_DURABLE", "BEFORE_ORDER_SENT", "AFTER_ORDER_SENT");

  /** Of an agent. */
  public static final List<String> AGENT =
      List.of(
          "BEFORE_INTENT_DURABLE",
          "AFTER_INTENT_DURABLE",
          "BEFORE_SUPERVISOR_FORKED",
          "AFTER_SUPERVISOR_FORKED",
          "AFTER_CLAIM_SEEN",
          "BEFORE_START_REPORTED",
          "AFTER_START_REPORTED",
          "BEFORE_SIGNALS_SENT",
          "AFTER_SIGNALS_SENT",
          "BEFORE_OUTBOX_WRITTEN",
          "DURING_OUTBOX_WRITE",
          "AFTER_OUTBOX_DURABLE",
          "BEFORE_REPORT_SENT",
          "AFTER_REPORT_SENT",
          "BEFORE_REPORT_ACKNOWLEDGED",
          "AFTER_REPORT_ACKNOWLEDGED");

  private CrashPointNames() {}
}
