package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.model.Utf8;
import java.util.Comparator;

/**
 * A row that an answer holds.
 *
 * @param batch where its values are
 * @param row which row of them
 * @param score larger is better; 0 in answers without an order
 */
public record FoundRow(RowBatch batch, int row, float score) {

  /** Whether both are the same row. */
  @SuppressWarnings("ReferenceEquality") // Batches are the same, not alike.
  boolean isSame(FoundRow other) {
    return batch == other.batch && row == other.row;
  }

  /** By primary key, rising. */
  static Comparator<FoundRow> byKey(int keyField) {
    return (one, other) ->
        compareKeys(one.batch.column(keyField), one.row, other.batch.column(keyField), other.row);
  }

  /** Compares two keys of one type as filters do. */
  static int compareKeys(Column keys, int row, Column otherKeys, int otherRow) {
    return keys instanceof Column.Longs longs
        ? Long.compare(longs.values()[row], ((Column.Longs) otherKeys).values()[otherRow])
        : Utf8.compare(
            ((Column.Texts) keys).values()[row], ((Column.Texts) otherKeys).values()[otherRow]);
  }
}
