package io.cinclus.operators.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ShardId;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.SealedRange;
import io.cinclus.segment.Sealing;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.Generation;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.WalRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a closed generation to object storage. The files and their names are a function of the
 * generation's records, its range and the collection's schema: written again they are the same.
 *
 * <p>Thread-safe; blocks, so it runs on a pool.
 */
final class ShardSealer {
  private static final Logger LOG = LoggerFactory.getLogger(ShardSealer.class);

  private final SegmentStore store;

  ShardSealer(SegmentStore store) {
    this.store = store;
  }

  /** A record of the generation, as it stands in the log. */
  @SuppressWarnings("ArrayRecordComponent")
  record Chunk(long offset, byte[] record) {}

  /**
   * What there is to do.
   *
   * @param shard whose generation
   * @param sealedTo the position behind which the generation begins
   * @param generation closed and durable
   * @param chunks all of its records, in order
   * @param schema of the collection as of the generation's catalog position, so that it is the same
   *     whenever this is done
   */
  record Job(
      ShardId shard,
      long sealedTo,
      Generation generation,
      List<Chunk> chunks,
      CollectionSchema schema) {}

  /** Seals a generation and says what to register. */
  ShardSealed seal(Job job) throws IOException {
    SealedRange range =
        new SealedRange(job.shard(), job.sealedTo(), job.generation().getLastPosition());
    Sealing.Content content = Sealing.seal(job.schema(), range, decode(job));
    return store.writeSeal(
        range,
        job.schema(),
        content,
        Generations.catalogPosition(job.shard().collectionId(), job.generation()));
  }

  private static List<MutationRun> decode(Job job) throws InvalidProtocolBufferException {
    List<MutationRun> runs = new ArrayList<>();
    for (Chunk chunk : job.chunks()) {
      WalRecord record = WalRecord.parseFrom(chunk.record());
      if (!Generations.counts(job.generation(), record.getCatalogPosition())) {
        continue;
      }
      try {
        runs.addAll(WalDecoder.decode(record, chunk.offset(), job.schema()));
      } catch (CinclusException deadLetter) {
        LOG.warn(
            "shard {}: the log record at offset {} is left out of the seal: {}",
            job.shard(),
            chunk.offset(),
            deadLetter.getMessage());
      }
    }
    return runs;
  }
}
