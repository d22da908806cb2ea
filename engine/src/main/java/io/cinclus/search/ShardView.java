package io.cinclus.search;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One shard as a replica sees it: the sealed segments of the newest manifest that was swapped in,
 * and the growing rows above it. A snapshot holds every row that lives at the position applied, and
 * no other.
 *
 * <p>One thread writes; snapshots go to any thread.
 */
public final class ShardView {
  /** No manifest has been swapped in. */
  public static final long NO_GENERATION = -1;

  private final CollectionSchema schema;
  private GrowingRows growing;
  private List<SealedRows> sealed = List.of();
  private long sealedTo = Position.NONE;
  private long generation = NO_GENERATION;
  private boolean resident = true;

  /**
   * An empty shard.
   *
   * @param name for messages
   * @param schema of its rows
   */
  public ShardView(String name, CollectionSchema schema) {
    this.schema = schema;
    this.growing = new GrowingRows(name, schema);
  }

  /**
   * The segments of a manifest, loaded.
   *
   * @param generation of the manifest
   * @param sealedTo of the manifest
   * @param segments all of its segments; their deaths count every tombstone of the manifest
   * @param resident whether the segments are there; a collection that is not loaded has none
   */
  public record Loaded(
      long generation, long sealedTo, List<SealedRows> segments, boolean resident) {
    public Loaded {
      segments = List.copyOf(segments);
    }
  }

  /** Applies rows at positions {@code first}, first + 1, …; those already sealed are ignored. */
  public void insert(RowBatch batch, long partitionId, long first) {
    int skip = alreadySealed(first, batch.rowCount());
    if (skip == batch.rowCount()) {
      return;
    }
    RowBatch rest = skip == 0 ? batch : batch.slice(skip, batch.rowCount());
    growing.insert(rest, partitionId, first + skip);
    Column keys = rest.column(schema.primaryKey().id());
    for (SealedRows segment : sealed) {
      for (int row = 0; row < rest.rowCount(); row++) {
        long position = first + skip + row;
        segment.kill(keys, row, position, position);
      }
    }
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
    growing.delete(rest, count - skip, first + skip, upTo);
    for (SealedRows segment : sealed) {
      for (int row = 0; row < count - skip; row++) {
        long position = first + skip + row;
        segment.kill(rest, row, position, upTo == 0 ? position : upTo);
      }
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
    boolean completes = loaded.generation() == generation && loaded.resident() && !resident;
    if (loaded.generation() <= generation && !completes) {
      return false;
    }
    Set<SealedRows> known = new HashSet<>(sealed);
    List<SealedRows> fresh = new ArrayList<>();
    for (SealedRows segment : loaded.segments()) {
      if (!known.contains(segment)) {
        fresh.add(segment);
      }
    }
    growing.forEachMutationAbove(
        sealedTo,
        (keys, row, position, upTo) -> {
          for (SealedRows segment : fresh) {
            segment.kill(keys, row, position, upTo);
          }
        });
    sealed = loaded.segments();
    generation = loaded.generation();
    resident = loaded.resident();
    if (loaded.sealedTo() > sealedTo) {
      sealedTo = loaded.sealedTo();
      growing = growing.above(sealedTo);
    }
    return true;
  }

  /** Lets go of the segments, as a release of the collection asks; growing rows stay. */
  public void evict() {
    sealed = List.of();
    resident = generation == NO_GENERATION;
  }

  public long generation() {
    return generation;
  }

  public long sealedTo() {
    return sealedTo;
  }

  /** Whether the segments of {@link #generation} are in memory. */
  public boolean isResident() {
    return resident;
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
      slices.add(segment.slice());
    }
    slices.addAll(growing.slices());
    return new ShardSnapshot(schema, List.copyOf(slices), position);
  }
}
