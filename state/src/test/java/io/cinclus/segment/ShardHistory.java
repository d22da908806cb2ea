package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The naive model of a shard: random mutations as the log holds them, and the rows visible at any
 * position by reading them all.
 */
final class ShardHistory {
  private static final int KEY_COUNT = 6;

  private final Random random;
  private final List<MutationRun> runs = new ArrayList<>();
  private long next;

  ShardHistory(Random random) {
    this.random = random;
  }

  /** The position of the newest mutation. */
  long end() {
    return next - 1;
  }

  List<MutationRun> runs() {
    return List.copyOf(runs);
  }

  /** Appends inserts into one of {@code partitions}, or deletes. */
  void append(List<Long> partitions) {
    next += random.nextInt(3);
    int count = 1 + random.nextInt(3);
    long[] keys = random.longs(count, 0, KEY_COUNT).toArray();
    if (random.nextInt(10) < 7) {
      long partition = partitions.get(random.nextInt(partitions.size()));
      runs.add(new MutationRun.Inserts(next, partition, Rows.batch(keys)));
    } else {
      boolean byFilter = next > 5 && random.nextBoolean();
      long upTo = byFilter ? next - 1 - random.nextInt(4) : MutationRun.BELOW_ITSELF;
      runs.add(new MutationRun.Deletes(next, Rows.keys(keys), count, upTo));
    }
    next += count;
  }

  /** The positions of the rows of {@code partitions} that are visible at {@code position}. */
  Set<Long> visible(long position, Set<Long> partitions) {
    // By key: position and partition of the live version.
    Map<Long, long[]> live = new HashMap<>();
    for (MutationRun run : runs) {
      long[] keys = ((Column.Longs) run.keys(Rows.SCHEMA.primaryKey())).values();
      for (int index = 0; index < run.count(); index++) {
        long at = run.firstPosition() + index;
        if (at > position) {
          break;
        }
        long[] version = live.get(keys[index]);
        if (run instanceof MutationRun.Inserts inserts) {
          live.put(keys[index], new long[] {at, inserts.partitionId()});
        } else if (version != null && version[0] <= (run.upTo() == 0 ? at : run.upTo())) {
          live.remove(keys[index]);
        }
      }
    }
    Set<Long> rows = new TreeSet<>();
    for (long[] version : live.values()) {
      if (partitions.contains(version[1])) {
        rows.add(version[0]);
      }
    }
    return rows;
  }

  /**
   * The positions of the rows in {@code segments} that are at or below {@code position} and that no
   * mutation up to there kills; a row that is found twice is reported as a failure.
   */
  static Set<Long> visible(List<SegmentRows> segments, Tombstones mutations, long position) {
    long[] mutationKeys = ((Column.Longs) mutations.keys()).values();
    Set<Long> rows = new TreeSet<>();
    for (SegmentRows segment : segments) {
      RowBatch batch = segment.rows();
      long[] keys = ((Column.Longs) batch.column(Rows.KEY)).values();
      long[] values = ((Column.Longs) batch.column(Rows.VALUE)).values();
      for (int row = 0; row < segment.rowCount(); row++) {
        long at = segment.positions()[row];
        boolean dead = at > position;
        for (int i = 0; i < mutations.count(); i++) {
          dead |=
              mutationKeys[i] == keys[row]
                  && mutations.positions()[i] <= position
                  && mutations.positions()[i] > at
                  && mutations.upTo()[i] >= at;
        }
        if (!dead && (!rows.add(at) || values[row] != 10 * keys[row])) {
          throw new AssertionError("row " + at + " is there twice or has another row's value");
        }
      }
    }
    return rows;
  }
}
