package io.cinclus.client;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.ShardRouter;
import io.cinclus.v1.Delete;
import io.cinclus.v1.Insert;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.Mutations;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splits mutations by shard and into records of a moderate size. Within a shard they keep their
 * order. Stateless.
 */
final class MutationSplitter {
  /** A record is made of at most so many rows, and of fewer where they are large. */
  static final int MAX_ROWS = 8192;

  static final int TARGET_RECORD_BYTES = 2 << 20;

  /** Rows of a partition, as records by shard. */
  Map<Integer, List<WalRecord.Builder>> inserts(
      CollectionInfo collection, long partitionId, RowBatch rows) {
    Column keys = rows.column(collection.schema().primaryKey().id());
    int rowsPerRecord = rowsPerRecord(rows);
    Map<Integer, List<WalRecord.Builder>> records = new HashMap<>();
    byShard(collection, keys, rows.rowCount())
        .forEach(
            (shard, numbers) -> {
              List<WalRecord.Builder> ofShard = new ArrayList<>();
              for (int from = 0; from < numbers.length; from += rowsPerRecord) {
                int[] some =
                    java.util.Arrays.copyOfRange(
                        numbers, from, Math.min(numbers.length, from + rowsPerRecord));
                Insert insert =
                    Insert.newBuilder()
                        .setPartitionId(partitionId)
                        .setRows(RowsCodec.encode(select(collection, rows, some)))
                        .build();
                ofShard.add(record(collection, shard, Mutation.newBuilder().setInsert(insert)));
              }
              records.put(shard, ofShard);
            });
    return records;
  }

  /** Deletes by key, as records by shard; {@code upTo} as in {@link Delete}. */
  Map<Integer, List<WalRecord.Builder>> deletes(
      CollectionInfo collection, Column keys, int count, long upTo) {
    FieldSchema keyField = collection.schema().primaryKey();
    Map<Integer, List<WalRecord.Builder>> records = new HashMap<>();
    byShard(collection, keys, count)
        .forEach(
            (shard, numbers) -> {
              List<WalRecord.Builder> ofShard = new ArrayList<>();
              for (int from = 0; from < numbers.length; from += MAX_ROWS) {
                int[] some =
                    java.util.Arrays.copyOfRange(
                        numbers, from, Math.min(numbers.length, from + MAX_ROWS));
                Column chosen =
                    RowGather.gather(keyField, Collections.nCopies(some.length, keys), some);
                Delete delete =
                    Delete.newBuilder()
                        .setKeys(RowsCodec.encodeKeys(chosen, some.length))
                        .setUpTo(upTo)
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
    int[] shards = new int[keys.capacity()];
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

  private static int rowsPerRecord(RowBatch rows) {
    long bytes = 1;
    for (Column column : rows.columns().values()) {
      if (column instanceof Column.FloatVectors vectors) {
        bytes += (long) vectors.dimension() * Float.BYTES;
      } else if (column instanceof Column.Texts texts) {
        bytes += longest(texts, rows.rowCount());
      } else {
        bytes += Long.BYTES;
      }
    }
    return (int) Math.max(1, Math.min(MAX_ROWS, TARGET_RECORD_BYTES / bytes));
  }

  private static long longest(Column.Texts texts, int count) {
    int longest = 0;
    for (int row = 0; row < count; row++) {
      String text = texts.values()[row];
      longest = Math.max(longest, text == null ? 0 : text.length());
    }
    return longest;
  }
}
