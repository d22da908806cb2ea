package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.model.Column;
import io.cinclus.vector.Bits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a snapshot that have one of some keys and pass a filter, or how many there are.
 * Immutable and thread-safe.
 */
public final class RowQuery {
  private final @Nullable Filter filter;
  private final @Nullable KeySet keys;

  /**
   * A query.
   *
   * @param filter null: every row passes
   * @param keys null: rows of any key
   * @param keyCount how many of {@code keys} count
   */
  public RowQuery(@Nullable Filter filter, @Nullable Column keys, int keyCount) {
    this.filter = filter;
    this.keys = keys == null ? null : new KeySet(keys, keyCount);
  }

  /**
   * How many rows there are.
   *
   * @param partitionIds the partitions to look in, rising
   * @param expired asked between segments: when true the query gives up
   * @throws SearchExpired when it gave up
   */
  public long count(List<ShardSnapshot> shards, long[] partitionIds, BooleanSupplier expired) {
    long count = 0;
    for (ShardSnapshot shard : shards) {
      for (LiveRows.Slice slice : shard.slices()) {
        Bits bits = matches(slice, shard, partitionIds, expired);
        count += bits == null ? slice.to() - slice.from() : bits.cardinality();
      }
    }
    return count;
  }

  /** The first {@code limit} rows in key order; the rest is as in {@link #count}. */
  public List<FoundRow> rows(
      List<ShardSnapshot> shards, long[] partitionIds, int limit, BooleanSupplier expired) {
    List<FoundRow> found = new ArrayList<>();
    for (ShardSnapshot shard : shards) {
      for (LiveRows.Slice slice : shard.slices()) {
        Bits bits = matches(slice, shard, partitionIds, expired);
        int row = bits == null ? slice.from() : bits.next(slice.from());
        while (row < slice.to()) {
          found.add(new FoundRow(slice.rows().batch(), row, 0));
          row = bits == null ? row + 1 : bits.next(row + 1);
        }
        if (found.size() > 4 * limit) {
          keepFirst(found, limit, shard);
        }
      }
      keepFirst(found, limit, shard);
    }
    return found;
  }

  private static void keepFirst(List<FoundRow> found, int limit, ShardSnapshot shard) {
    found.sort(FoundRow.byKey(shard.schema().primaryKey().id()));
    if (found.size() > limit) {
      found.subList(limit, found.size()).clear();
    }
  }

  private @Nullable Bits matches(
      LiveRows.Slice slice, ShardSnapshot shard, long[] partitionIds, BooleanSupplier expired) {
    if (expired.getAsBoolean()) {
      throw new SearchExpired();
    }
    Bits allowed = new Allowed(filter, partitionIds, shard.position()).of(slice);
    return keys == null ? allowed : keys.of(slice, shard.schema().primaryKey().id(), allowed);
  }
}
