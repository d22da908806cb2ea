package io.cinclus.client;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowSizes;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.ShardRouter;
import io.cinclus.v1.Delete;
import io.cinclus.v1.Insert;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.Mutations;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * Splits mutations by shard and into records of a moderate size. Within a shard they keep their
 * order. Stateless.
 */
final class MutationSplitter {
  /** A record is made of at most so many rows, and of fewer where they are large. */
  static final int MAX_ROWS = 8192;

  /**
   * What a record's rows take at most, but for a single row that takes more: of that the log's
   * largest record has room for the largest that there may be, {@link
   * io.cinclus.model.RowRules#MAX_ROW_BYTES}.
   */
  static final int TARGET_RECORD_BYTES = 2 << 20;

  /**
   * Rows, as records by shard.
   *
   * @param partitionOf the id of the partition that a row goes to, by its number
   */
  Map<Integer, List<WalRecord.Builder>> inserts(
      CollectionInfo collection, IntToLongFunction partitionOf, RowBatch rows) {
    Column keys = rows.column(collection.schema().primaryKey().id());
    long[] sizes = RowSizes.sizesBytes(rows);
    long columnBytes = (long) rows.columns().size() * RowSizes.COLUMN_BYTES;
    Map<Integer, List<WalRecord.Builder>> records = new HashMap<>();
    byShard(collection, keys, rows.rowCount())
        .forEach(
            (shard, numbers) -> {
              List<WalRecord.Builder> ofShard = new ArrayList<>();
              for (int[] ofOne : byPartition(numbers, partitionOf, keys)) {
                for (int[] some : parts(ofOne, columnBytes, row -> sizes[row])) {
                  Insert insert =
                      Insert.newBuilder()
                          .setPartitionId(partitionOf.applyAsLong(some[0]))
                          .setRows(RowsCodec.encode(select(collection, rows, some)))
                          .build();
                  ofShard.add(record(collection, shard, Mutation.newBuilder().setInsert(insert)));
                }
              }
              records.put(shard, ofShard);
            });
    return records;
  }

  /**
   * Deletes by key, as records by shard.
   *
   * @param upTo by channel, as in {@link Delete}; a channel that is not there has 0
   */
  Map<Integer, List<WalRecord.Builder>> deletes(
      CollectionInfo collection, Column keys, int count, Map<Integer, Long> upTo) {
    FieldSchema keyField = collection.schema().primaryKey();
    Map<Integer, List<WalRecord.Builder>> records = new HashMap<>();
    byShard(collection, keys, count)
        .forEach(
            (shard, numbers) -> {
              List<WalRecord.Builder> ofShard = new ArrayList<>();
              for (int[] some :
                  parts(numbers, RowSizes.COLUMN_BYTES, row -> RowSizes.sizeBytes(keys, row))) {
                Column chosen =
                    RowGather.gather(keyField, Collections.nCopies(some.length, keys), some);
                Delete delete =
                    Delete.newBuilder()
                        .setKeys(RowsCodec.encodeKeys(chosen, some.length))
                        .setUpTo(upTo.getOrDefault(collection.channels().get(shard), 0L))
                        .build();
                ofShard.add(record(collection, shard, Mutation.newBuilder().setDelete(delete)));
              }
              records.put(shard, ofShard);
            });
    return records;
  }

  private static WalRecord.Builder record(
      CollectionInfo collection, int shard, Mutation.Builder mutation) {
    return WalRecord.newBuilder()
        .setCollectionId(collection.id())
        .setShard(shard)
        .setMutations(Mutations.newBuilder().addMutations(mutation));
  }

  /** The rows of each shard, in order. */
  private static Map<Integer, int[]> byShard(CollectionInfo collection, Column keys, int count) {
    int[] shards = new int[count];
    ShardRouter.route(keys, collection.shardCount(), shards);
    int[] sizes = new int[collection.shardCount()];
    for (int row = 0; row < count; row++) {
      sizes[shards[row]]++;
    }
    Map<Integer, int[]> rows = new TreeMap<>();
    for (int shard = 0; shard < sizes.length; shard++) {
      if (sizes[shard] > 0) {
        int[] ofShard = new int[sizes[shard]];
        int at = 0;
        for (int row = 0; row < count; row++) {
          if (shards[row] == shard) {
            ofShard[at++] = row;
          }
        }
        rows.put(shard, ofShard);
      }
    }
    return rows;
  }

  /**
   * Rows of one shard, those of a partition together. Where a key is there twice their order
   * counts, so then only neighbours are together.
   */
  private static List<int[]> byPartition(int[] rows, IntToLongFunction partitionOf, Column keys) {
    Map<Long, List<Integer>> groups = new LinkedHashMap<>();
    for (int row : rows) {
      groups.computeIfAbsent(partitionOf.applyAsLong(row), id -> new ArrayList<>()).add(row);
    }
    if (groups.size() == 1) {
      return List.of(rows);
    }
    if (hasRepeats(keys, rows)) {
      return runs(rows, partitionOf);
    }
    return groups.values().stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private static boolean hasRepeats(Column keys, int[] rows) {
    Set<Object> seen = new HashSet<>();
    for (int row : rows) {
      Object key =
          keys instanceof Column.Texts texts
              ? texts.values()[row]
              : Long.valueOf(((Column.Longs) keys).values()[row]);
      if (!seen.add(key)) {
        return true;
      }
    }
    return false;
  }

  private static List<int[]> runs(int[] rows, IntToLongFunction partitionOf) {
    List<int[]> runs = new ArrayList<>();
    int from = 0;
    for (int at = 1; at <= rows.length; at++) {
      if (at == rows.length
          || partitionOf.applyAsLong(rows[at]) != partitionOf.applyAsLong(rows[from])) {
        runs.add(Arrays.copyOfRange(rows, from, at));
        from = at;
      }
    }
    return runs;
  }

  /** Cuts rows, in order, into the parts that a record takes each. */
  private static List<int[]> parts(int[] rows, long columnBytes, IntToLongFunction sizeBytes) {
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    long bytes = columnBytes;
    for (int at = 0; at < rows.length; at++) {
      long size = sizeBytes.applyAsLong(rows[at]);
      boolean isFull = at - from == MAX_ROWS || bytes + size > TARGET_RECORD_BYTES;
      if (at > from && isFull) {
        parts.add(Arrays.copyOfRange(rows, from, at));
        from = at;
        bytes = columnBytes;
      }
      bytes += size;
    }
    parts.add(Arrays.copyOfRange(rows, from, rows.length));
    return parts;
  }

  private static RowBatch select(CollectionInfo collection, RowBatch rows, int[] numbers) {
    if (numbers.length == rows.rowCount()) {
      return rows;
    }
    Map<Integer, Column> columns = new HashMap<>();
    rows.columns()
        .forEach(
            (id, column) ->
                columns.put(
                    id,
                    RowGather.gather(
                        collection.schema().field(id),
                        Collections.nCopies(numbers.length, column),
                        numbers)));
    return new RowBatch(numbers.length, columns);
  }
}
