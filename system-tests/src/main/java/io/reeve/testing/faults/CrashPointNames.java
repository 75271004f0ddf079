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

  /** Of an agent. */
  public static final List<String> AGENT =
      List.of(
          "BEFORE_INTENT_DURABLE",
          "AFTER_INTENT_DURABLE",
          "BEFORE_SUPERVISOR_FORKED",
          "AFTER_SUPERVISOR_FORKED",
          "BEFORE_PROGRAM_EXECUTED",
          "AFTER_PROGRAM_EXECUTED",
          "BEFORE_SIGNALS_SENT",
          "AFTER_SIGNALS_SENT",
          "BEFORE_STATUS_WRITTEN",
          "AFTER_STATUS_WRITTEN",
          "BEFORE_REPORT_SENT",
          "AFTER_REPORT_SENT",
          "BEFORE_REPORT_ACKNOWLEDGED",
          "AFTER_REPORT_ACKNOWLEDGED");

  private CrashPointNames() {}
}
