package io.cinclus.model;

import java.util.HashMap;
import java.util.Map;

/**
 * Rows as columns. Immutable in its rows (see {@link Column} about what may lie behind them).
 *
 * @param rowCount how many rows of each column belong to the batch
 * @param columns by field id
 */
public record RowBatch(int rowCount, Map<Integer, Column> columns) {
  public RowBatch {
    if (rowCount < 0) {
      throw new IllegalArgumentException("row count " + rowCount + " is negative");
    }
    columns = Map.copyOf(columns);
    for (Map.Entry<Integer, Column> entry : columns.entrySet()) {
      if (entry.getValue().capacity() < rowCount) {
        throw new IllegalArgumentException(
            "column of field %d has %d rows, the batch has %d"
                .formatted(entry.getKey(), entry.getValue().capacity(), rowCount));
      }
    }
  }

  /** The rows from {@code from} (inclusive) to {@code to} (exclusive), copied. */
  public RowBatch slice(int from, int to) {
    Map<Integer, Column> slices = new HashMap<>();
    columns.forEach((field, column) -> slices.put(field, column.slice(from, to)));
    return new RowBatch(to - from, slices);
  }

  /** The column of a field; {@link IllegalArgumentException} where the batch has none. */
  public Column column(int fieldId) {
    Column column = columns.get(fieldId);
    if (column == null) {
      throw new IllegalArgumentException(
          "the batch has no column of field " + fieldId + ", only of " + columns.keySet());
    }
    return column;
  }
}
