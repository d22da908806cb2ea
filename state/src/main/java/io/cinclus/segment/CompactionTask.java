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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a compaction plan says: writes the rows that remain of the inputs, and the tombstones
 * that the rows of the shard then need. A tombstone stays iff it is the first killer of a row in
 * the output or in one of the shard's other segments. Files are a function of the plan: doing it
 * again writes the same bytes under the same names.
 *
 * <p>Another segment that is missing or corrupt does not stop a compaction: nobody can tell which
 * tombstones its rows need, so all are kept, in a file of another name. That is always right, for a
 * tombstone too many hides nothing, and a later plan can drop them. Everything is read before
 * anything is written, so a plan that fails for what it reads leaves no files behind.
 *
 * <p>Thread-safe. Holds the inputs, the output and its bytes in memory, and the other segments one
 * at a time; deletes nothing.
 */
public final class CompactionTask {
  /** Bytes of all input and tombstone files together. */
  public static final long MAX_INPUT_BYTES = ObjectStorage.MAX_FILE_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(CompactionTask.class);

  /** Marks the name of a file that holds all tombstones, needed or not. */
  private static final String ALL = ".all";

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
   * @throws IOException naming the input or tombstone file that is missing or corrupt
   */
  public CompactionResult run(BuildPlan plan, CollectionSchema schema) throws IOException {
    CompactionPlan compaction = plan.getCompaction();
    requireWithinLimit(plan);
    Killers killers =
        new Killers(
            store.readTombstones(compaction.getTombstonesList(), schema.primaryKey().type()));
    SegmentRows rows = purge(compaction, schema, killers);
    BitSet needed = new BitSet(killers.tombstones().count());
    killers.markNeeded(rows.keys(schema.primaryKey()), needed);
    boolean othersRead = markNeeded(compaction.getOthersList(), schema, killers, needed);

    CompactionResult.Builder result = CompactionResult.newBuilder();
    if (rows.rowCount() > 0) {
      result.setOutput(writeOutput(plan, schema, rows));
    }
    String fingerprint = SegmentNames.fingerprint(plan);
    if (!othersRead && killers.tombstones().count() > 0) {
      result.setTombstones(writeTombstones(plan, fingerprint + ALL, killers.tombstones()));
    } else if (!needed.isEmpty()) {
      result.setTombstones(writeTombstones(plan, fingerprint, killers.tombstones().select(needed)));
    }
    return result.build();
  }

  /** Whether all of {@code others} could be read. */
  private boolean markNeeded(
      List<Segment> others, CollectionSchema schema, Killers killers, BitSet needed)
      throws IOException {
    for (Segment other : others) {
      try {
        killers.markNeeded(store.readKeys(other, schema), needed);
      } catch (MissingFileException | CorruptFileException unreadable) {
        LOG.warn("a compaction keeps all tombstones of its shard: {}", unreadable.getMessage());
        return false;
      }
    }
    return true;
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
    Compaction.Cut cut = new Compaction.Cut(plan.getHorizon(), plan.getExpiredBelow());
    return Compaction.purge(schema, inputs, killers, cut);
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
    SegmentStore.SegmentPlace place = new SegmentStore.SegmentPlace(range, partitionId, path);
    return store.writeSegment(place, schema, rows).toBuilder()
        .setPurgedTo(plan.getCompaction().getHorizon())
        .setCompactedTo(plan.getCompaction().getSealedTo())
        // No row is at or below it, so that the next plan can tell how much has expired since.
        .setFrom(Math.max(range.from(), plan.getCompaction().getExpiredBelow() - 1))
        .build();
  }

  private TombstoneFile writeTombstones(BuildPlan plan, String fingerprint, Tombstones tombstones)
      throws IOException {
    List<TombstoneFile> inputs = plan.getCompaction().getTombstonesList();
    SealedRange range =
        new SealedRange(
            shard(plan),
            inputs.stream().mapToLong(TombstoneFile::getFrom).min().orElseThrow(),
            inputs.stream().mapToLong(TombstoneFile::getTo).max().orElseThrow());
    String path = SegmentNames.compactedTombstones(range, fingerprint);
    int purgeable = tombstones.countUpTo(plan.getCompaction().getHorizon());
    TombstoneFile.Builder written = store.writeTombstones(range, path, tombstones).toBuilder();
    if (purgeable > 0) {
      written.setPurgeableTo(tombstones.positions()[purgeable - 1]);
    }
    return written.setPurgeable(purgeable).build();
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
