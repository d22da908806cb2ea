package io.cinclus.operators.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ShardId;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SealedRange;
import io.cinclus.segment.Sealing;
import io.cinclus.segment.SegmentFile;
import io.cinclus.segment.SegmentRows;
import io.cinclus.segment.TombstoneFiles;
import io.cinclus.v1.Generation;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.WalRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a closed generation to object storage. The files and their names are a function of the
 * generation's records, its range and the collection's schema: written again they are the same.
 *
 * <p>Thread-safe; blocks, so it runs on a pool.
 */
final class ShardSealer {
  private final ObjectStorage storage;

  ShardSealer(ObjectStorage storage) {
    this.storage = storage;
  }

  /** A record of the generation, as it stands in the log. */
  @SuppressWarnings("ArrayRecordComponent")
  record Chunk(long offset, byte[] record) {}

  /**
   * Seals a generation.
   *
   * @param shard whose
   * @param sealedTo the position behind which the generation begins
   * @param generation closed and durable
   * @param chunks all of its records, in order
   * @param schema of the collection
   */
  ShardSealed seal(Job job) throws IOException {
    SealedRange range =
        new SealedRange(job.shard(), job.sealedTo(), job.generation().getLastPosition());
    Sealing.Content content = Sealing.seal(job.schema(), range, decode(job));
    ShardSealed.Builder sealed =
        ShardSealed.newBuilder()
            .setCollectionId(job.shard().collectionId())
            .setShard(job.shard().shard())
            .setFrom(range.from())
            .setTo(range.to())
            .setCatalogPosition(job.generation().getCatalogPosition());
    for (Map.Entry<Long, SegmentRows> partition : content.rows().entrySet()) {
      sealed.addSegments(
          SegmentFile.write(storage, range, partition.getKey(), job.schema(), partition.getValue()));
    }
    if (content.tombstones().count() > 0) {
      sealed.setTombstones(TombstoneFiles.write(storage, range, content.tombstones()));
    }
    return sealed.build();
  }

  /** What there is to do for {@link #seal}. */
  record Job(
      ShardId shard,
      long sealedTo,
      Generation generation,
      List<Chunk> chunks,
      CollectionSchema schema) {}

  private static List<MutationRun> decode(Job job) throws InvalidProtocolBufferException {
    List<MutationRun> runs = new ArrayList<>();
    for (Chunk chunk : job.chunks()) {
      try {
        runs.addAll(
            WalDecoder.decode(WalRecord.parseFrom(chunk.record()), chunk.offset(), job.schema()));
      } catch (CinclusException deadLetter) {
        GrowFunction.LOG.warn(
            "shard {}: the log record at offset {} is left out of the seal: {}",
            job.shard(),
            chunk.offset(),
            deadLetter.getMessage());
      }
    }
    return runs;
  }
}
