package io.reeve.scheduler.core.cluster;

import static io.reeve.scheduler.core.testing.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobSpec;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The table of jobs behaves like a sorted map, also over page borders and holes. */
class JobTableTest {

  @Test
  void emptyTable_findsNothing() {
    var table = new JobTable();
    for (var id : new long[] {Long.MIN_VALUE, -1, 0, 1, 511, 512, Long.MAX_VALUE}) {
      assertThat(table.get(id)).isEmpty();
      assertThat(table.ceiling(id)).isEmpty();
      assertThat(table.floor(id)).isEmpty();
    }
    assertThat(table.size()).isZero();
  }

  @Property
  void table_behavesLikeASortedSet(
      @ForAll @Size(max = 40) Set<@LongRange(min = 1, max = 2100) Long> chosen,
      @ForAll @LongRange(min = -2, max = 3000) long asked) {
    var ids = new TreeSet<>(chosen);
    var table = new JobTable();
    ids.forEach(id -> table.add(entry(id)));

    assertThat(table.size()).isEqualTo(ids.size());
    assertThat(table.get(asked).map(JobTableTest::id).isPresent()).isEqualTo(ids.contains(asked));
    assertThat(table.ceiling(asked).map(JobTableTest::id).orElse(null))
        .isEqualTo(ids.ceiling(asked));
    assertThat(table.floor(asked).map(JobTableTest::id).orElse(null)).isEqualTo(ids.floor(asked));
    var all = new ArrayList<Long>();
    table.forEach(entry -> all.add(id(entry)));
    assertThat(all).containsExactlyElementsOf(ids);
  }

  @Test
  void askingFarBeyond_isCheapAndRight() {
    var table = new JobTable();
    table.add(entry(1));
    assertThat(table.get(Long.MAX_VALUE)).isEmpty();
    assertThat(table.ceiling(Long.MAX_VALUE)).isEmpty();
    assertThat(table.floor(Long.MAX_VALUE).map(JobTableTest::id)).hasValue(1L);
    assertThat(table.ceiling(Long.MIN_VALUE).map(JobTableTest::id)).hasValue(1L);
    assertThat(table.floor(Long.MIN_VALUE)).isEmpty();
  }

  private static JobEntry entry(long id) {
    return new JobEntry(Job.configuring(id, "alice", JobSpec.DEFAULT, START));
  }

  private static long id(JobEntry entry) {
    return entry.job().id();
  }
}
