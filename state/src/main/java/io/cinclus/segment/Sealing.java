package io.cinclus.segment;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatchBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a shard's mutations in a range of positions look like when sealed: the rows of each
 * partition, superseded versions included (so that an older position can still be read), and every
 * mutation as a tombstone. A pure function: equal input gives equal content. Stateless.
 */
public final class Sealing {
  private Sealing() {}

  /**
   * The content of a sealed range. Immutable.
   *
   * @param rows by partition id; no partition without rows
   * @param tombstones every mutation of the range
   */
  public record Content(SortedMap<Long, SegmentRows> rows, Tombstones tombstones) {
    public Content {
      rows = Collections.unmodifiableSortedMap(rows);
    }
  }

  /**
   * Seals the mutations in {@code range}; those outside are ignored, so a run may straddle it.
   *
   * @param runs ascending by position; {@link IllegalArgumentException} otherwise
   */
  public static Content seal(CollectionSchema schema, SealedRange range, List<MutationRun> runs) {
    requireAscending(runs);
    SortedMap<Long, Integer> rowCounts = new TreeMap<>();
    int mutationCount = 0;
    for (MutationRun run : runs) {
      int count = end(range, run) - start(range, run);
      mutationCount = Math.addExact(mutationCount, count);
      if (run instanceof MutationRun.Inserts inserts && count > 0) {
        rowCounts.merge(inserts.partitionId(), count, Math::addExact);
      }
    }
    SortedMap<Long, Partition> partitions = new TreeMap<>();
    rowCounts.forEach((id, count) -> partitions.put(id, new Partition(schema, count)));
    FieldSchema primaryKey = schema.primaryKey();
    Tombstones.Builder tombstones = new Tombstones.Builder(primaryKey.type(), mutationCount);
    for (MutationRun run : runs) {
      int start = start(range, run);
      int end = end(range, run);
      tombstones.append(run, run.keys(primaryKey), start, end);
      if (run instanceof MutationRun.Inserts inserts && end > start) {
        Partition partition = partitions.get(inserts.partitionId());
        Objects.requireNonNull(partition, "counted above").append(inserts, start, end);
      }
    }
    SortedMap<Long, SegmentRows> rows = new TreeMap<>();
    partitions.forEach((id, partition) -> rows.put(id, partition.rows()));
    return new Content(rows, tombstones.build());
  }

  private static void requireAscending(List<MutationRun> runs) {
    long next = 0;
    for (MutationRun run : runs) {
      if (run.firstPosition() < next) {
        throw new IllegalArgumentException(
            "a run starts at position %d, below %d".formatted(run.firstPosition(), next));
      }
      next = run.firstPosition() + run.count();
    }
  }

  // The first index of a run that lies in the range, and the first behind it.
  private static int start(SealedRange range, MutationRun run) {
    return clamp(range.from() + 1 - run.firstPosition(), run.count());
  }

  private static int end(SealedRange range, MutationRun run) {
    return clamp(range.to() + 1 - run.firstPosition(), run.count());
  }

  private static int clamp(long index, int count) {
    return (int) Math.max(0, Math.min(index, count));
  }

  /** Collects the rows of one partition. */
  private static final class Partition {
    private final RowBatchBuilder builder;
    private final long[] positions;

    Partition(CollectionSchema schema, int rowCount) {
      builder = new RowBatchBuilder(schema, rowCount);
      positions = new long[rowCount];
    }

    void append(MutationRun.Inserts inserts, int from, int to) {
      int at = builder.rowCount();
      builder.append(inserts.rows(), from, to);
      for (int index = from; index < to; index++) {
        positions[at++] = inserts.firstPosition() + index;
      }
    }

    SegmentRows rows() {
      return new SegmentRows(builder.build(), positions);
    }
  }
}
