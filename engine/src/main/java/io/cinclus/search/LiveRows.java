package io.cinclus.search;

import io.cinclus.filter.FieldIndexes;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.RowBatch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory with their positions, partitions and deaths: a sealed segment or a chunk of
 * growing rows. Searches see a {@link Slice} of it.
 *
 * @param name for messages: the segment's file, or what the growing rows belong to
 * @param batch the columns; for growing rows it spans the chunk's capacity
 * @param positions of each row, rising
 * @param partitionIds of each row
 * @param deaths of each row
 * @param indexes vector indexes over all rows, by field id
 * @param scalarIndexes scalar indexes over all rows
 * @param keys finds rows by key; null while rows are added
 */
@SuppressWarnings("ArrayRecordComponent")
record LiveRows(
    String name,
    RowBatch batch,
    long[] positions,
    Partitions partitionIds,
    Deaths deaths,
    Map<Integer, VectorIndex> indexes,
    FieldIndexes scalarIndexes,
    @Nullable KeyIndex keys) {

  /** The partition of each row: one for all, or one each. */
  sealed interface Partitions {
    long of(int row);

    record One(long id) implements Partitions {
      @Override
      public long of(int row) {
        return id;
      }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Each(long[] ids) implements Partitions {
      @Override
      public long of(int row) {
        return ids[row];
      }
    }
  }

  /** The same rows with the columns of {@code wider}, which are theirs and others. */
  LiveRows with(RowBatch wider) {
    return new LiveRows(name, wider, positions, partitionIds, deaths, indexes, scalarIndexes, keys);
  }

  /** The same rows without vector indexes. */
  LiveRows scanned() {
    return new LiveRows(
        name, batch, positions, partitionIds, deaths, Map.of(), scalarIndexes, keys);
  }

  /** The same rows in other partitions. */
  LiveRows in(Partitions partitions) {
    return new LiveRows(name, batch, positions, partitions, deaths, indexes, scalarIndexes, keys);
  }

  /**
   * The rows [from, to) of {@code rows}, at least one, which is what a snapshot holds.
   *
   * @param rows where they are
   * @param from first row
   * @param to behind the last row
   */
  record Slice(LiveRows rows, int from, int to) {}
}
