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

  /** The same rows with the columns of {@code more} that they lack. */
  public RowBatch with(Map<Integer, Column> more) {
    Map<Integer, Column> all = new HashMap<>(more);
    all.putAll(columns);
    return new RowBatch(rowCount, all);
  }

  /** Whether there is a column of each field of {@code schema}. */
  public boolean isComplete(CollectionSchema schema) {
    return schema.fields().stream().allMatch(field -> columns.containsKey(field.id()));
  }

  /** The same rows with what rows without a value have in the fields that the batch lacks. */
  public RowBatch complete(CollectionSchema schema) {
    return isComplete(schema) ? this : with(RowBatchBuilder.missing(lacking(schema), rowCount));
  }

  private CollectionSchema lacking(CollectionSchema schema) {
    return new CollectionSchema(
        schema.description(),
        schema.fields().stream().filter(field -> !columns.containsKey(field.id())).toList());
  }
}
