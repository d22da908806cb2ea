package io.cinclus.operators.serve;

import com.google.protobuf.ByteString;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Delete;
import io.cinclus.v1.Gap;
import io.cinclus.v1.Insert;
import io.cinclus.v1.Keys;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.Mutations;
import io.cinclus.v1.Started;
import io.cinclus.v1.Tombstone;
import io.cinclus.v1.WalRecord;
import java.util.Arrays;
import java.util.Map;

/** Records and events of the logs, of collections of {@link TestCatalog#SCHEMA}, in short. */
final class TestLog {
  private static final long WRITER = 1;

  private TestLog() {}

  /** Rows with these keys, in the default partition; the vector of key k is (k, 0). */
  static WalRecord insert(CollectionInfo collection, int shard, long sequence, long... keys) {
    Insert insert =
        Insert.newBuilder()
            .setPartitionId(collection.id())
            .setRows(RowsCodec.encode(rows(collection.schema(), keys)))
            .build();
    return record(collection, shard, sequence, Mutation.newBuilder().setInsert(insert));
  }

  static WalRecord delete(CollectionInfo collection, int shard, long sequence, long... keys) {
    Delete delete = Delete.newBuilder().setKeys(keys(keys)).build();
    return record(collection, shard, sequence, Mutation.newBuilder().setDelete(delete));
  }

  private static WalRecord record(
      CollectionInfo collection, int shard, long sequence, Mutation.Builder mutation) {
    return WalRecord.newBuilder()
        .setCatalogPosition(collection.id())
        .setCollectionId(collection.id())
        .setShard(shard)
        .setWriterId(WRITER)
        .setSequence(sequence)
        .setMutations(Mutations.newBuilder().addMutations(mutation))
        .build();
  }

  static RowBatch rows(CollectionSchema schema, long... keys) {
    float[] vectors = new float[keys.length * 2];
    String[] texts = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      vectors[2 * i] = keys[i];
      texts[i] = "text " + keys[i];
    }
    return new RowBatch(
        keys.length,
        Map.of(
            schema.primaryKey().id(),
            new Column.Longs(DataType.INT64, keys, null),
            schema.field("text").orElseThrow().id(),
            new Column.Texts(DataType.VARCHAR, texts, null),
            schema.field("vector").orElseThrow().id(),
            new Column.FloatVectors(2, vectors, null)));
  }

  static Keys keys(long... keys) {
    Longs.Builder longs = Longs.newBuilder();
    Arrays.stream(keys).forEach(longs::addValues);
    return Keys.newBuilder().setLongs(longs).build();
  }

  static LogEvent started(int channel, long offset) {
    return started(channel, offset, ChannelProgress.getDefaultInstance());
  }

  static LogEvent started(int channel, long offset, ChannelProgress progress) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setStarted(Started.newBuilder().setProgress(progress))
        .build();
  }

  static LogEvent event(int channel, long offset, WalRecord record) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setRecord(record.toByteString())
        .build();
  }

  static LogEvent garbage(int channel, long offset) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setRecord(ByteString.copyFrom(new byte[] {(byte) 0xff, 1, 2, 3}))
        .build();
  }

  static LogEvent gap(int channel, long offset) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setGap(Gap.getDefaultInstance())
        .build();
  }

  static LogEvent manifest(int channel, long offset, Manifest manifest) {
    ShardId shard = new ShardId(manifest.getCollectionId(), manifest.getShard());
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setKey(ByteString.copyFrom(PublishedManifests.key(shard)))
        .setRecord(ManifestEvent.newBuilder().setManifest(manifest).build().toByteString())
        .build();
  }

  static LogEvent progress(int channel, long offset) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setKey(ByteString.copyFrom(PublishedManifests.progressKey()))
        .setRecord(
            ManifestEvent.newBuilder()
                .setProgress(ChannelProgress.newBuilder().setChannel(channel))
                .build()
                .toByteString())
        .build();
  }

  static LogEvent manifestTombstone(int channel, long offset, ShardId shard) {
    return LogEvent.newBuilder()
        .setPartition(channel)
        .setOffset(offset)
        .setKey(ByteString.copyFrom(PublishedManifests.key(shard)))
        .setTombstone(Tombstone.getDefaultInstance())
        .build();
  }
}
