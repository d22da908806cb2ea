package io.cinclus.search;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.segment.MutationRun;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One shard as a replica sees it: the sealed segments of the newest manifest that was swapped in,
 * and the growing rows above it. A snapshot holds every row that lives at the position applied, and
 * no other, save those that have expired.
 *
 * <p>One thread writes; snapshots go to any thread.
 */
public final class ShardView {
  /** No manifest has been swapped in. */
  public static final long NO_GENERATION = -1;

  /** Keys that are looked up at a time. */
  private static final int FOUND_ROWS = 256;

  private CollectionSchema schema;
  private final GrowingFieldIndexes growingIndexes;
  private GrowingRows growing;
  private List<SealedRows> sealed = List.of();
  private long sealedTo = Position.NONE;
  private long generation = NO_GENERATION;
  private boolean resident = true;
  private Past past = Past.WHOLE;

  /** Partitions some of whose segments are not in memory. */
  private final Set<Long> missing = new HashSet<>();

  private final int[] found = new int[FOUND_ROWS];

  /**
   * An empty shard.
   *
   * @param name for messages
   * @param schema of its rows
   */
  public ShardView(String name, CollectionSchema schema) {
    this(name, schema, GrowingIndexes.NONE);
  }

  /** The same, whose growing rows are indexed once there are many; see {@link #indexGrowing}. */
  public ShardView(String name, CollectionSchema schema, GrowingIndexes growingIndexes) {
    this.schema = schema;
    this.growingIndexes = new GrowingFieldIndexes(name, schema, growingIndexes);
    this.growing = new GrowingRows(name, schema);
  }

  /**
   * What is gone of a shard's past.
   *
   * @param horizon versions that died at or below this position may be missing
   * @param expiredBelow rows at positions below it count for nothing, sealed or growing
   */
  public record Past(long horizon, long expiredBelow) {
    /** Nothing. */
    public static final Past WHOLE = new Past(0, 0);

    /** What is gone when this and the other is. */
    Past and(Past other) {
      return new Past(Math.max(horizon, other.horizon), Math.max(expiredBelow, other.expiredBelow));
    }
  }

  /**
   * The segments of a manifest, loaded.
   *
   * @param generation of the manifest
   * @param sealedTo of the manifest
   * @param segments all of its segments; their deaths count every tombstone of the manifest
   * @param resident whether the segments are there; a collection that is not loaded has none
   * @param past what the manifest does without
   */
  public record Loaded(
      long generation, long sealedTo, List<SealedRows> segments, boolean resident, Past past) {
    public Loaded {
      segments = List.copyOf(segments);
    }

    /** Of a manifest that has let nothing go. */
    public Loaded(long generation, long sealedTo, List<SealedRows> segments, boolean resident) {
      this(generation, sealedTo, segments, resident, Past.WHOLE);
    }
  }

  /**
   * Indexes the growing rows of these vector fields, and of no others.
   *
   * @param metrics that the rows are searched by, by the ids of fields of float32 vectors
   */
  public void indexGrowing(Map<Integer, Metric> metrics) {
    growingIndexes.want(metrics, growing);
  }

  /** Ends the indexes of growing rows; snapshots stay as they are. */
  public void close() {
    growingIndexes.end();
  }

  /**
   * Goes on in the schema as it is now, if it has more fields: the rows that are there have the
   * defaults of those, or nulls. Snapshots stay as they are.
   */
  public void adopt(CollectionSchema wider) {
    if (wider.fields().size() > schema.fields().size()) {
      growing.adopt(wider);
      schema = wider;
      sealed = complete(sealed);
    }
  }

  /** Segments that lack fields share the columns of these: all of their rows lack the same. */
  private List<SealedRows> complete(List<SealedRows> segments) {
    int rows = 0;
    for (SealedRows segment : segments) {
      rows = segment.isComplete(schema) ? rows : Math.max(rows, segment.rowCount());
    }
    if (rows == 0) {
      return segments;
    }
    List<FieldSchema> added =
        schema.fields().stream().filter(field -> field.addedAt() > 0).toList();
    Map<Integer, Column> columns = RowBatchBuilder.missing(new CollectionSchema("", added), rows);
    return segments.stream()
        .map(segment -> segment.isComplete(schema) ? segment : segment.with(columns))
        .toList();
  }

  /** Applies rows at positions {@code first}, first + 1, …; those already sealed are ignored. */
  public void insert(RowBatch batch, long partitionId, long first) {
    int skip = alreadySealed(first, batch.rowCount());
    if (skip == batch.rowCount()) {
      return;
    }
    RowBatch rest = skip == 0 ? batch : batch.slice(skip, batch.rowCount());
    Column keys = rest.column(schema.primaryKey().id());
    Mutations inserts =
        Mutations.run(keys, rest.rowCount(), first + skip, MutationRun.BELOW_ITSELF);
    growing.insert(rest, partitionId, inserts);
    growingIndexes.follow(growing);
    kill(sealed, inserts);
  }

  /**
   * Applies deletes at positions {@code first}, first + 1, …; those already sealed are ignored.
   *
   * @param keys the deleted keys, {@code count} of them
   * @param upTo kills only versions at or below this position; 0: below the delete's own
   */
  public void delete(Column keys, int count, long first, long upTo) {
    int skip = alreadySealed(first, count);
    if (skip == count) {
      return;
    }
    Column rest = keys.slice(skip, count);
    Mutations deletes = Mutations.run(rest, count - skip, first + skip, upTo);
    growing.delete(deletes);
    kill(sealed, deletes);
  }

  private void kill(List<SealedRows> segments, Mutations mutations) {
    for (SealedRows segment : segments) {
      segment.kill(mutations, found);
    }
  }

  private int alreadySealed(long first, int count) {
    return (int) Math.max(0, Math.min(count, sealedTo - first + 1));
  }

  /**
   * Replaces the sealed segments and drops the growing rows that they contain. The caller has
   * applied the channel at least up to {@code loaded.sealedTo()}.
   *
   * @return false where a newer generation, or this one, is in already: nothing changed
   */
  public boolean swap(Loaded loaded) {
    boolean lacks = !resident || !missing.isEmpty();
    boolean completes = loaded.generation() == generation && loaded.resident() && lacks;
    if (loaded.generation() <= generation && !completes) {
      return false;
    }
    // What is at or below the manifest's sealedTo its tombstones have told.
    List<SealedRows> fresh = loaded.segments().stream().filter(this::isFresh).toList();
    for (Mutations missed : growing.mutationsAbove(loaded.sealedTo())) {
      kill(fresh, missed);
    }
    sealed = complete(loaded.segments());
    generation = loaded.generation();
    resident = loaded.resident();
    missing.clear();
    past = past.and(loaded.past());
    if (loaded.sealedTo() > sealedTo) {
      sealedTo = loaded.sealedTo();
      int chunks = growing.chunkCount();
      growing = growing.above(sealedTo);
      growingIndexes.sealed(growing, chunks - growing.chunkCount());
    }
    return true;
  }

  /** Whether mutations did not reach the segment while it was loaded. */
  private boolean isFresh(SealedRows segment) {
    return sealed.stream().noneMatch(segment::sharesDeathsWith);
  }

  /** Lets go of the segments, as a release of the collection asks; growing rows stay. */
  public void evict() {
    sealed = List.of();
    missing.clear();
    resident = generation == NO_GENERATION;
  }

  /** Lets go of the segments of some partitions; growing rows stay. */
  public void evict(Set<Long> partitionIds) {
    sealed =
        sealed.stream().filter(segment -> !partitionIds.contains(segment.partitionId())).toList();
    missing.removeAll(partitionIds);
  }

  /** Some partitions have segments which are to be loaded; till the next swap they are missing. */
  public void lack(Set<Long> partitionIds) {
    missing.addAll(partitionIds);
  }

  public long generation() {
    return generation;
  }

  public long sealedTo() {
    return sealedTo;
  }

  /**
   * The lowest position at which every row is there that lived then: versions that died at or below
   * it may have been purged.
   */
  public long horizon() {
    return past.horizon();
  }

  /** Whether the segments of {@link #generation} are in memory, save those that are missing. */
  public boolean isResident() {
    return resident;
  }

  /** The partitions that have segments which are not in memory, though others' are. */
  public Set<Long> missing() {
    return missing;
  }

  public List<SealedRows> sealed() {
    return sealed;
  }

  public int growingRowCount() {
    return growing.rowCount();
  }

  /**
   * What is visible at {@code position}, which is the position that the channel has applied.
   *
   * @throws IllegalStateException where the segments are not in memory
   */
  public ShardSnapshot snapshot(long position) {
    if (!resident) {
      throw new IllegalStateException("the segments of generation " + generation + " are evicted");
    }
    List<LiveRows.Slice> slices = new ArrayList<>();
    for (SealedRows segment : sealed) {
      if (segment.rowCount() > 0) {
        slices.add(segment.slice());
      }
    }
    GrowingViews views = growingIndexes.views(slices.size(), growing.chunkRows());
    slices.addAll(growing.slices());
    return new ShardSnapshot(schema, List.copyOf(slices), position, past.expiredBelow(), views);
  }
}
