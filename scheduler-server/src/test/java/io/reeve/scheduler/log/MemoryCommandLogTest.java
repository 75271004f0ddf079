package io.reeve.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reeve.scheduler.engine.CommandLog;
import io.reeve.scheduler.engine.CommandLog.Role.Kind;
import io.reeve.scheduler.engine.CommandLog.RoleListener;
import io.reeve.scheduler.engine.LogException.Outcome;
import io.reeve.scheduler.engine.Replica;
import org.junit.jupiter.api.Test;

final class MemoryCommandLogTest extends CommandLogContract {
  private final MemoryCommandLog.Disk disk = new MemoryCommandLog.Disk();

  @Override
  CommandLog open(Replica replica, RoleListener listener) {
    return MemoryCommandLog.open(disk, replica, listener);
  }

  @Override
  void crash(CommandLog log) {
    ((MemoryCommandLog) log).crash();
  }

  @Test
  void setFull_turnsReadOnly_andHealsByItself() throws Exception {
    CommandLog log = lead(replica());
    long term = log.role().term();

    disk.setFull(true);
    assertThat(outcomeOf(log.append(bytes("a")))).isEqualTo(Outcome.UNWRITABLE);
    assertThat(log.role().kind()).isEqualTo(Kind.READ_ONLY);

    disk.setFull(false);
    await().until(() -> log.role().kind() == Kind.LEADER);
    get(log.append(bytes("b")));
    assertThat(log.role().term()).isGreaterThan(term);
  }

  @Test
  void failNext_unknown_isWrittenAllTheSame() throws Exception {
    RecordingReplica replica = replica();
    MemoryCommandLog log = (MemoryCommandLog) lead(replica);

    log.failNext(Outcome.UNKNOWN);
    assertThat(outcomeOf(log.append(bytes("a")))).isEqualTo(Outcome.UNKNOWN);
    log.failNext(Outcome.NOT_LEADER);
    assertThat(outcomeOf(log.append(bytes("b")))).isEqualTo(Outcome.NOT_LEADER);

    get(log.append(bytes("c")));
    assertThat(replica.state()).containsExactly("a", "c");
  }

  @Test
  void follow_refusesBatches_untilItLeadsAgain() throws Exception {
    MemoryCommandLog log = (MemoryCommandLog) lead(replica());
    log.follow("other");
    await().until(() -> log.role().kind() == Kind.FOLLOWER);
    assertThat(outcomeOf(log.append(bytes("a")))).isEqualTo(Outcome.NOT_LEADER);
    log.lead();
    await().until(() -> log.role().kind() == Kind.LEADER);
  }
}
