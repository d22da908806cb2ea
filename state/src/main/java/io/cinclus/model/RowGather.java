package io.cinclus.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects single rows of several columns of one field into a new column. Copies runs of
 * neighbouring rows at once. Stateless.
 */
public final class RowGather {
  private RowGather() {}

  /**
   * The column whose row i is row {@code rows[i]} of {@code sources.get(i)}.
   *
   * @param field whose values all of them hold
   * @param sources a column for each row
   * @param rows which row of it
   */
  public static Column gather(FieldSchema field, List<Column> sources, int[] rows) {
    Column target = RowBatchBuilder.allocate(field.asNullable(), rows.length);
    int at = 0;
    while (at < rows.length) {
      int end = at + 1;
      while (end < rows.length
          && sources.get(end) == sources.get(at)
          && rows[end] == rows[end - 1] + 1) {
        end++;
      }
      sources.get(at).copyTo(rows[at], target, at, end - at);
      at = end;
    }
    return target;
  }

  /** The columns of one field in several batches. */
  public static List<Column> columns(List<RowBatch> batches, int fieldId) {
    List<Column> columns = new ArrayList<>(batches.size());
    for (RowBatch batch : batches) {
      columns.add(batch.column(fieldId));
    }
    return columns;
  }
}
