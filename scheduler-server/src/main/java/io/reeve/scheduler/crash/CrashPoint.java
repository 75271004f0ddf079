package io.reeve.scheduler.crash;

/** A moment at which the head node can be made to crash. */
public enum CrashPoint {
  /** Commands are about to be written to the log; nothing of them is durable. */
  BEFORE_INTENT_DURABLE,
  /** The decision to start or to end something is durable; nobody was told. */
  AFTER_INTENT_DURABLE,
  /** An order is about to be sent to an agent. */
  BEFORE_ORDER_SENT,
  /** An order was sent. */
  AFTER_ORDER_SENT(true),
  /** The end of an attempt is durable; its agent does not know that. */
  BEFORE_REPORT_ACKNOWLEDGED,
  /** The agent was told. */
  AFTER_REPORT_ACKNOWLEDGED(true);

  private final boolean afterSending;

  CrashPoint() {
    this(false);
  }

  CrashPoint(boolean afterSending) {
    this.afterSending = afterSending;
  }

  /** Whether the network is given a moment to take what was sent. */
  boolean isAfterSending() {
    return afterSending;
  }
}
