package io.cinclus.segment;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.ShardId;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Does what a compaction plan says: writes the rows that remain of the inputs, and the tombstones
 * that the rows of the shard then need. A tombstone stays iff it is the first killer of a row in
 * the output or in one of the shard's other segments. Files are a function of the plan: doing it
 * again writes the same bytes under the same names.
 *
 * <p>Thread-safe. Holds the inputs, the output and its bytes in memory, and the other segments one
 * at a time; deletes nothing.
 */
public final class CompactionTask {
  /** Bytes of all input and tombstone files together. */
  public static final long MAX_INPUT_BYTES = ObjectStorage.MAX_FILE_BYTES;

  private final SegmentStore store;
  private final long maxInputBytes;

  /** Refuses plans of more than {@code maxInputBytes} (at most {@link #MAX_INPUT_BYTES}). */
  public CompactionTask(SegmentStore store, long maxInputBytes) {
    if (maxInputBytes < 0 || maxInputBytes > MAX_INPUT_BYTES) {
      throw new IllegalArgumentException(
          maxInputBytes + " input bytes are not within 0 to " + MAX_INPUT_BYTES);
    }
    this.store = store;
    this.maxInputBytes = maxInputBytes;
  }

  /**
   * Runs {@code plan}.
   *
   * @param schema of the collection at the plan's catalog position
   * @throws CinclusException LIMIT_EXCEEDED for a plan that is too large
   * @throws IOException naming the file that is missing or corrupt
   */
  public CompactionResult run(BuildPlan plan, CollectionSchema schema) throws IOException {
    CompactionPlan compaction = plan.getCompaction();
    requireWithinLimit(plan);
    Killers killers =
        new Killers(
            store.readTombstones(compaction.getTombstonesList(), schema.primaryKey().type()));
    BitSet needed = new BitSet(killers.tombstones().count());
    CompactionResult.Builder result = CompactionResult.newBuilder();

    SegmentRows rows = purge(compaction, schema, killers);
    killers.markNeeded(rows.keys(schema.primaryKey()), needed);
    if (rows.rowCount() > 0) {
      result.setOutput(writeOutput(plan, schema, rows));
    }
    for (Segment other : compaction.getOthersList()) {
      killers.markNeeded(store.readKeys(other, schema), needed);
    }
    if (!needed.isEmpty()) {
      result.setTombstones(writeTombstones(plan, killers.tombstones().select(needed)));
    }
    return result.build();
  }

  private void requireWithinLimit(BuildPlan plan) {
    CompactionPlan compaction = plan.getCompaction();
    LongStream inputs = compaction.getInputsList().stream().mapToLong(CompactionTask::sizeBytes);
    LongStream tombstones =
        compaction.getTombstonesList().stream().mapToLong(CompactionTask::sizeBytes);
    long totalBytes = LongStream.concat(inputs, tombstones).sum();
    if (totalBytes > maxInputBytes) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "compaction %d of shard %s would read %d bytes, at most %d are possible; plan fewer inputs"
              .formatted(plan.getPlanId(), shard(plan), totalBytes, maxInputBytes));
    }
  }

  private SegmentRows purge(CompactionPlan plan, CollectionSchema schema, Killers killers)
      throws IOException {
    List<SegmentRows> inputs = new ArrayList<>(plan.getInputsCount());
    for (Segment input : plan.getInputsList()) {
      inputs.add(store.readRows(input, schema));
    }
    return Compaction.purge(schema, inputs, killers, plan.getHorizon());
  }

  private Segment writeOutput(BuildPlan plan, CollectionSchema schema, SegmentRows rows)
      throws IOException {
    List<Segment> inputs = plan.getCompaction().getInputsList();
    SealedRange range =
        new SealedRange(
            shard(plan),
            inputs.stream().mapToLong(Segment::getFrom).min().orElseThrow(),
            inputs.stream().mapToLong(Segment::getTo).max().orElseThrow());
    long partitionId = plan.getCompaction().getPartitionId();
    String path = SegmentNames.compactedSegment(range, partitionId, SegmentNames.fingerprint(plan));
    return store.writeSegment(
        new SegmentStore.SegmentPlace(range, partitionId, path), schema, rows);
  }

  private TombstoneFile writeTombstones(BuildPlan plan, Tombstones tombstones) throws IOException {
    List<TombstoneFile> inputs = plan.getCompaction().getTombstonesList();
    SealedRange range =
        new SealedRange(
            shard(plan),
            inputs.stream().mapToLong(TombstoneFile::getFrom).min().orElseThrow(),
            inputs.stream().mapToLong(TombstoneFile::getTo).max().orElseThrow());
    String path = SegmentNames.compactedTombstones(range, SegmentNames.fingerprint(plan));
    return store.writeTombstones(range, path, tombstones);
  }

  private static ShardId shard(BuildPlan plan) {
    return new ShardId(plan.getCollectionId(), plan.getShard());
  }

  private static long sizeBytes(Segment segment) {
    return segment.getFile().getLengthBytes();
  }

  private static long sizeBytes(TombstoneFile file) {
    return file.getFile().getLengthBytes();
  }
}
