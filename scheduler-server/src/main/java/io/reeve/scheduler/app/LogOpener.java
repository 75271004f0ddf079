package io.reeve.scheduler.app;

import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.Replica;
import io.reeve.scheduler.log.LogOpenException;

/** Opens the log; what differs between the daemon and its tests. */
interface LogOpener {
  /** Opens it and starts to replay into {@code replica}. */
  CommandLog open(Replica replica, CommandLog.RoleListener listener) throws LogOpenException;
}
