package io.reeve.agent.crash;

/**
 * A moment at which the agent can be made to crash. What the supervisor does is named by the moment
 * at which the agent sees it.
 */
public enum CrashPoint {
  /** A start order came; nothing of it is on disk. */
  BEFORE_INTENT_DURABLE,
  /** The start order is on disk; nothing is done about it. */
  AFTER_INTENT_DURABLE,
  /** A supervisor is about to be asked for. */
  BEFORE_SUPERVISOR_FORKED,
  /** A supervisor was asked for; it may or may not be there. */
  AFTER_SUPERVISOR_FORKED,
  /** A supervisor was seen to have claimed the attempt; the program may run or not. */
  AFTER_CLAIM_SEEN,
  /** The program was seen to run; nobody was told. */
  BEFORE_START_REPORTED,
  /** The program was seen to run, and that was reported. */
  AFTER_START_REPORTED,
  /** The end of an attempt was ordered; no process was signaled for it. */
  BEFORE_SIGNALS_SENT,
  /** Its processes were signaled. */
  AFTER_SIGNALS_SENT,
  /** The end of an attempt was seen; nothing of it is in the outbox. */
  BEFORE_OUTBOX_WRITTEN,
  /** The final report is on its way into the outbox. */
  DURING_OUTBOX_WRITE,
  /** The final report is durable in the outbox; the runner has just learned that. */
  AFTER_OUTBOX_DURABLE,
  /** The final report is in the outbox and not sent. */
  BEFORE_REPORT_SENT,
  /** The final report was sent. */
  AFTER_REPORT_SENT(true),
  /** The acknowledgement of a report came; the report is still kept. */
  BEFORE_REPORT_ACKNOWLEDGED,
  /** The report is being forgotten. */
  AFTER_REPORT_ACKNOWLEDGED;

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
