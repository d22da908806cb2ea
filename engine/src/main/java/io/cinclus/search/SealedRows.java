package io.cinclus.search;

import io.cinclus.index.VectorIndex;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import java.util.Map;

/**
 * A sealed segment in memory. The rows and indexes are immutable and shared; the deaths belong to
 * this object and have one writer.
 */
public final class SealedRows {
  private final LiveRows rows;
  private final KeyIndex keys;
  private final Column keyColumn;

  /** What a segment holds, checked and decoded, in position order. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Content(String path, RowBatch batch, long[] positions, int keyField) {}

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
    this.keyColumn = content.batch().column(content.keyField());
    this.keys = KeyIndex.of(keyColumn, count);
    this.rows =
        new LiveRows(
            content.path(),
            content.batch(),
            content.positions(),
            new LiveRows.Partitions.One(partitionId),
            new Deaths(count),
            Map.copyOf(indexes),
            keys);
    for (int row = 0; row < count; row++) {
      long position = content.positions()[row];
      kill(keyColumn, row, position, position);
      keys.add(keyColumn, row);
    }
  }

  private SealedRows(SealedRows same, Map<Integer, VectorIndex> indexes) {
    LiveRows old = same.rows;
    this.rows =
        new LiveRows(
            old.name(),
            old.batch(),
            old.positions(),
            old.partitionIds(),
            old.deaths(),
            Map.copyOf(indexes),
            same.keys);
    this.keys = same.keys;
    this.keyColumn = same.keyColumn;
  }

  /** The same rows and deaths with other indexes. */
  public SealedRows withIndexes(Map<Integer, VectorIndex> indexes) {
    return new SealedRows(this, indexes);
  }

  /** The segment's file. */
  public String path() {
    return rows.name();
  }

  /**
   * Applies a mutation of the key {@code killed[row]}: its rows below {@code position} and at or
   * below {@code upTo} are dead.
   */
  public void kill(Column killed, int row, long position, long upTo) {
    for (int at = keys.newest(killed, row); at != KeyIndex.NO_ROW; at = keys.previous(at)) {
      long rowPosition = rows.positions()[at];
      if (rowPosition < position && rowPosition <= upTo) {
        rows.deaths().kill(at, position);
      }
    }
  }

  LiveRows.Slice slice() {
    return new LiveRows.Slice(rows, 0, rows.batch().rowCount());
  }
}
