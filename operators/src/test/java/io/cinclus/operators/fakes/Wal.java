package io.cinclus.operators.fakes;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Delete;
import io.cinclus.v1.Flush;
import io.cinclus.v1.Gap;
import io.cinclus.v1.Insert;
import io.cinclus.v1.Keys;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Marker;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.Mutations;
import io.cinclus.v1.Started;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A channel of the write-ahead log in memory, written to by one writer unless said otherwise. */
public final class Wal {
  private final int channel;
  private final List<LogEvent> events = new ArrayList<>();
  private long sequence;

  public Wal(int channel) {
    this.channel = channel;
  }

  /** Appends rows with these keys to the default partition. */
  public LogEvent insert(CollectionInfo collection, int shard, long... keys) {
    return append(record(collection, shard, collection.id(), keys));
  }

  /** Appends rows with these keys to a partition. */
  public LogEvent insert(CollectionInfo collection, int shard, long partitionId, long[] keys) {
    return append(record(collection, shard, partitionId, keys));
  }

  /** Appends deletes of these keys. */
  public LogEvent delete(CollectionInfo collection, int shard, long... keys) {
    Longs.Builder longs = Longs.newBuilder();
    Arrays.stream(keys).forEach(longs::addValues);
    Delete delete = Delete.newBuilder().setKeys(Keys.newBuilder().setLongs(longs)).build();
    return append(
        header(collection.id(), shard)
            .setMutations(
                Mutations.newBuilder().addMutations(Mutation.newBuilder().setDelete(delete))));
  }

  public LogEvent flush(long collectionId, int shard) {
    return append(
        header(collectionId, shard)
            .setMarker(Marker.newBuilder().setFlush(Flush.getDefaultInstance())));
  }

  /** A record of rows, as {@link #insert} appends it. */
  public WalRecord.Builder record(
      CollectionInfo collection, int shard, long partitionId, long... keys) {
    Insert insert =
        Insert.newBuilder()
            .setPartitionId(partitionId)
            .setRows(RowsCodec.encode(rows(collection, keys)))
            .build();
    return header(collection.id(), shard)
        .setMutations(Mutations.newBuilder().addMutations(Mutation.newBuilder().setInsert(insert)));
  }

  private WalRecord.Builder header(long collectionId, int shard) {
    return WalRecord.newBuilder()
        .setCatalogPosition(collectionId)
        .setCollectionId(collectionId)
        .setShard(shard)
        .setSequence(sequence++);
  }

  /** Appends a record as it is. */
  public LogEvent append(WalRecord.Builder record) {
    return append(LogEvent.newBuilder().setRecord(record.build().toByteString()));
  }

  /** Appends an offset without a record. */
  public LogEvent gap() {
    return append(LogEvent.newBuilder().setGap(Gap.getDefaultInstance()));
  }

  /** Appends an event of any kind. */
  public LogEvent append(LogEvent.Builder event) {
    LogEvent appended = event.setPartition(channel).setOffset(end()).build();
    events.add(appended);
    return appended;
  }

  /** The event at an offset. */
  public LogEvent at(long offset) {
    return events.get((int) offset);
  }

  public long end() {
    return events.size();
  }

  /** What a reader is told first that starts at the log's first offset. */
  public LogEvent started() {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setStarted(Started.getDefaultInstance())
        .build();
  }

  /** What a reader is told first that starts behind published progress. */
  public LogEvent started(long offset, ChannelProgress progress) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setStarted(Started.newBuilder().setProgress(progress))
        .build();
  }

  /** Rows whose vectors follow from their keys. */
  public static RowBatch rows(CollectionInfo collection, long... keys) {
    float[] vectors = new float[4 * keys.length];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = keys[i / 4] * 31 % 17 + i % 4;
    }
    return new RowBatch(
        keys.length,
        Map.of(
            collection.schema().primaryKey().id(),
            new Column.Longs(DataType.INT64, keys, null),
            collection.field("vector").id(),
            new Column.FloatVectors(4, vectors, null)));
  }
}
