package io.cinclus.search;

import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.segment.MutationRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** The log of a shard with random mutations, and what is visible by reading all of it. */
final class NaiveShard {
  static final List<Long> PARTITIONS = List.of(3L, 7L, 20L);

  private final Random random;
  private final DataType keyType;
  private final int keyCount;
  private final int maxRows;
  private final List<MutationRun> log = new ArrayList<>();
  private final List<int[]> keys = new ArrayList<>();
  private long next;
  private long nextValue = 1;

  /** A row that is visible. */
  record Row(long position, long partitionId, long value) {}

  NaiveShard(Random random, DataType keyType, int keyCount, int maxRows) {
    this.random = random;
    this.keyType = keyType;
    this.keyCount = keyCount;
    this.maxRows = maxRows;
  }

  List<MutationRun> log() {
    return log;
  }

  DataType keyType() {
    return keyType;
  }

  int keyCount() {
    return keyCount;
  }

  /** The position of the newest mutation. */
  long end() {
    return next - 1;
  }

  /** Appends inserts, or deletes by key or by filter. */
  MutationRun append() {
    next += random.nextInt(3);
    int count = 1 + random.nextInt(random.nextInt(4) == 0 ? maxRows : Math.min(maxRows, 5));
    int[] runKeys = random.ints(count, 0, keyCount).toArray();
    MutationRun run;
    if (random.nextInt(10) < 7) {
      long[] values = new long[count];
      for (int row = 0; row < count; row++) {
        values[row] = nextValue++;
      }
      RowBatch rows = TestRows.batch(keyType, runKeys, values);
      long partition = PARTITIONS.get(random.nextInt(PARTITIONS.size()));
      run = new MutationRun.Inserts(next, partition, rows);
    } else {
      boolean byFilter = next > 10 && random.nextBoolean();
      long upTo = byFilter ? next - 1 - random.nextInt(10) : MutationRun.BELOW_ITSELF;
      run = new MutationRun.Deletes(next, TestRows.keys(keyType, runKeys), count, upTo);
    }
    log.add(run);
    keys.add(runKeys);
    next += count;
    return run;
  }

  /** The visible rows by key. */
  SortedMap<Integer, Row> visible() {
    return visible(end());
  }

  /** The rows that were visible at a position, by key. */
  SortedMap<Integer, Row> visible(long at) {
    TreeMap<Integer, Row> live = new TreeMap<>();
    for (int i = 0; i < log.size(); i++) {
      MutationRun run = log.get(i);
      for (int index = 0; index < run.count(); index++) {
        long position = run.firstPosition() + index;
        if (position > at) {
          return live;
        }
        int key = keys.get(i)[index];
        if (run instanceof MutationRun.Inserts inserts) {
          long value = TestRows.value(inserts.rows(), index);
          live.put(key, new Row(position, inserts.partitionId(), value));
        } else {
          long limit = run.upTo() == MutationRun.BELOW_ITSELF ? position : run.upTo();
          live.computeIfPresent(key, (k, row) -> row.position() <= limit ? null : row);
        }
      }
    }
    return live;
  }

  /** Those of some partitions. */
  static SortedMap<Integer, Row> in(Map<Integer, Row> rows, long[] partitionIds) {
    TreeMap<Integer, Row> some = new TreeMap<>(rows);
    some.values().removeIf(row -> Arrays.binarySearch(partitionIds, row.partitionId()) < 0);
    return some;
  }
}
