package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.model.Column;
import io.cinclus.vector.Bits;
import java.util.List;
import java.util.Optional;
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
    Optional<Column> named =
        keys == null && filter != null ? filter.primaryKeys() : Optional.empty();
    if (named.isPresent()) {
      // The filter names its rows and every one of them passes: they are looked up, not tested.
      this.filter = null;
      this.keys = new KeySet(named.get(), named.get().capacity());
    } else {
      this.filter = filter;
      this.keys = keys == null ? null : new KeySet(keys, keyCount);
    }
  }

  /**
   * How many rows there are.
   *
   * @param partitionIds the partitions to look in, rising
   * @param expired asked between segments and blocks of rows: when true the query gives up
   * @throws SearchExpired when it gave up
   */
  public long count(List<ShardSnapshot> shards, long[] partitionIds, BooleanSupplier expired) {
    Deadline deadline = new Deadline(expired);
    long count = 0;
    for (ShardSnapshot shard : shards) {
      for (LiveRows.Slice slice : shard.slices()) {
        Bits bits = matches(slice, shard, partitionIds, deadline);
        count += bits == null ? slice.to() - slice.from() : bits.cardinality();
      }
    }
    return count;
  }

  /**
   * The first {@code limit} (at least 1) rows in key order; the rest is as in {@link #count}. Holds
   * no more rows than these.
   *
   * @param shards of one collection
   */
  public List<FoundRow> rows(
      List<ShardSnapshot> shards, long[] partitionIds, int limit, BooleanSupplier expired) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit " + limit + " is below 1");
    }
    if (shards.isEmpty()) {
      return List.of();
    }
    int keyField = shards.get(0).schema().primaryKey().id();
    Deadline deadline = new Deadline(expired);
    FirstRows first = new FirstRows(limit, keyField);
    for (ShardSnapshot shard : shards) {
      for (LiveRows.Slice slice : shard.slices()) {
        Bits bits = matches(slice, shard, partitionIds, deadline);
        Column column = slice.rows().batch().column(keyField);
        int row = bits == null ? slice.from() : bits.next(slice.from());
        while (row < slice.to()) {
          first.offer(slice.rows().batch(), column, row);
          row = bits == null ? row + 1 : bits.next(row + 1);
        }
      }
    }
    return first.sorted();
  }

  private @Nullable Bits matches(
      LiveRows.Slice slice, ShardSnapshot shard, long[] partitionIds, Deadline deadline) {
    deadline.check();
    Allowed allowed = new Allowed(filter, partitionIds, shard.positions(), deadline);
    return keys == null
        ? allowed.of(slice)
        : allowed.among(keys.of(slice, shard.schema().primaryKey().id()), slice);
  }
}
