package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import java.util.Comparator;

/**
 * A row that an answer holds.
 *
 * @param batch where its values are
 * @param row which row of them
 * @param score larger is better; 0 in answers without an order
 */
public record FoundRow(RowBatch batch, int row, float score) {

  /** By primary key, rising. */
  static Comparator<FoundRow> byKey(int keyField) {
    return (one, other) -> {
      Column keys = one.batch.column(keyField);
      Column otherKeys = other.batch.column(keyField);
      return keys instanceof Column.Longs longs
          ? Long.compare(longs.values()[one.row], ((Column.Longs) otherKeys).values()[other.row])
          : ((Column.Texts) keys)
              .values()[one.row].compareTo(((Column.Texts) otherKeys).values()[other.row]);
    };
  }

  /** Best first; of equal scores, the lower key first. */
  static Comparator<FoundRow> byScore(int keyField) {
    return Comparator.<FoundRow>comparingDouble(found -> -found.score)
        .thenComparing(byKey(keyField));
  }
}
