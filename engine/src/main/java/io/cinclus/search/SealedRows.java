package io.cinclus.search;

import io.cinclus.filter.FieldIndexes;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.segment.Killers;
import io.cinclus.segment.SegmentKeys;
import java.util.Map;

/**
 * A sealed segment in memory. The rows and indexes are immutable and shared; the deaths belong to
 * this object (and those made from it by {@link #withIndexes}) and have one writer.
 */
public final class SealedRows {
  private final LiveRows rows;
  private final KeyIndex keys;
  private final int keyField;

  /**
   * What a segment holds, checked and decoded, in position order.
   *
   * @param path of its file
   * @param batch its rows
   * @param positions of each row, strictly rising
   * @param keyField id of the primary key
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Content(String path, RowBatch batch, long[] positions, int keyField) {
    public Content {
      if (batch.rowCount() != positions.length) {
        throw new IllegalArgumentException(
            "%s has %d rows and %d positions".formatted(path, batch.rowCount(), positions.length));
      }
    }
  }

  /**
   * A segment none of whose rows has died yet, save those that a newer row of their key in the same
   * segment replaced.
   *
   * @param content the segment's rows
   * @param partitionId the partition of all of them
   * @param indexes over all rows, by field id
   */
  public SealedRows(Content content, long partitionId, Map<Integer, VectorIndex> indexes) {
    int count = content.batch().rowCount();
    this.keyField = content.keyField();
    this.keys = KeyIndex.of(content.batch().column(keyField), count);
    this.rows =
        new LiveRows(
            content.path(),
            content.batch(),
            content.positions(),
            new LiveRows.Partitions.One(partitionId),
            new Deaths(count),
            Map.copyOf(indexes),
            FieldIndexes.NONE,
            keys);
    for (int row = 0; row < count; row++) {
      int before = keys.previous(row);
      if (before != KeyIndex.NO_ROW) {
        rows.deaths().kill(before, content.positions()[row]);
      }
    }
  }

  private SealedRows(SealedRows same, LiveRows rows) {
    this.rows = rows;
    this.keys = same.keys;
    this.keyField = same.keyField;
  }

  private SealedRows(
      SealedRows same, Map<Integer, VectorIndex> indexes, FieldIndexes scalarIndexes) {
    LiveRows old = same.rows;
    this.rows =
        new LiveRows(
            old.name(),
            old.batch(),
            old.positions(),
            old.partitionIds(),
            old.deaths(),
            Map.copyOf(indexes),
            scalarIndexes,
            same.keys);
    this.keys = same.keys;
    this.keyField = same.keyField;
  }

  /** The same rows and deaths with other indexes. */
  public SealedRows withIndexes(Map<Integer, VectorIndex> indexes) {
    return new SealedRows(this, indexes, rows.scalarIndexes());
  }

  /** The same rows and deaths with other scalar indexes. */
  public SealedRows withScalarIndexes(FieldIndexes scalarIndexes) {
    return new SealedRows(this, rows.indexes(), scalarIndexes);
  }

  /** The same rows and deaths with the columns of {@code more} that they lack. */
  SealedRows with(Map<Integer, Column> more) {
    return new SealedRows(this, rows.with(rows.batch().with(more)));
  }

  boolean isComplete(CollectionSchema schema) {
    return rows.batch().isComplete(schema);
  }

  /** The segment's file. */
  public String path() {
    return rows.name();
  }

  /** Applies the tombstones of a manifest. */
  public void bury(Killers killers) {
    SegmentKeys segment = new SegmentKeys(rows.batch().column(keyField), rows.positions());
    int[] first = killers.firstKillers(segment);
    long[] positions = killers.tombstones().positions();
    for (int row = 0; row < first.length; row++) {
      if (first[row] != Killers.NONE) {
        rows.deaths().kill(row, positions[first[row]]);
      }
    }
  }

  /**
   * Applies mutations above all rows: those of their keys at or below their limits die.
   *
   * @param found room for the rows of some keys
   */
  void kill(Mutations mutations, int[] found) {
    for (int from = mutations.from(); from < mutations.to(); from += found.length) {
      int to = Math.min(mutations.to(), from + found.length);
      keys.newest(mutations.keys(), from, to, found);
      for (int row = from; row < to; row++) {
        if (found[row - from] != KeyIndex.NO_ROW) {
          kill(found[row - from], mutations.positions()[row], mutations.limit(row));
        }
      }
    }
  }

  private void kill(int newest, long position, long upTo) {
    for (int at = newest; at != KeyIndex.NO_ROW; at = keys.previous(at)) {
      if (rows.positions()[at] <= upTo && !rows.deaths().kill(at, position)) {
        return; // What killed this row has killed all below it.
      }
    }
  }

  /** Whether this and the other share their deaths, so that killing in one kills in both. */
  boolean sharesDeathsWith(SealedRows other) {
    return rows.deaths() == other.rows.deaths();
  }

  long partitionId() {
    return rows.partitionIds().of(0);
  }

  int rowCount() {
    return rows.batch().rowCount();
  }

  LiveRows.Slice slice() {
    return new LiveRows.Slice(rows, 0, rowCount());
  }
}
