package io.cinclus.segment;

import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;

/**
 * The rows of a segment, ascending by position; superseded versions included. Immutable; shares its
 * arrays.
 *
 * @param rows a row for each position
 * @param positions of each row, strictly ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record SegmentRows(RowBatch rows, long[] positions) {
  public SegmentRows {
    if (rows.rowCount() != positions.length) {
      throw new IllegalArgumentException(
          rows.rowCount() + " rows have " + positions.length + " positions");
    }
    SegmentKeys.requireAscending(positions);
  }

  public int rowCount() {
    return positions.length;
  }

  /** The same rows without all but their key. */
  public SegmentKeys keys(FieldSchema primaryKey) {
    return new SegmentKeys(rows.column(primaryKey.id()), positions);
  }
}
