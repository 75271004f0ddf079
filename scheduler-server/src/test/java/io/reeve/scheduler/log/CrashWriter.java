package io.reeve.scheduler.log;

import io.reeve.scheduler.engine.CommandLog.Role;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Appends numbers until it is killed, and prints each number that was acknowledged. Run by {@link
 * RatisCrashTest}.
 *
 * <p>Arguments: directory, first number.
 */
final class CrashWriter {
  private static final int OUTSTANDING = 4;

  private CrashWriter() {}

  public static void main(String[] arguments) throws Exception {
    LogSettings settings =
        LogFixture.settings(Path.of(arguments[0]), 500, Duration.ofHours(1), 1L << 40);
    CountDownLatch leader = new CountDownLatch(1);
    RatisCommandLog log =
        RatisCommandLog.open(
            settings,
            System::nanoTime,
            new RecordingReplica(),
            role -> {
              if (role.kind() == Role.Kind.LEADER) {
                leader.countDown();
              }
            });
    leader.await();
    Semaphore room = new Semaphore(OUTSTANDING);
    for (long number = Long.parseLong(arguments[1]); ; number++) {
      room.acquire();
      long appended = number;
      var unused =
          log.append(ByteBuffer.allocate(Long.BYTES).putLong(number).array())
              .thenRun(
                  () -> {
                    System.out.println(appended);
                    room.release();
                  });
    }
  }
}
