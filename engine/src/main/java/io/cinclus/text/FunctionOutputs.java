package io.cinclus.text;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FunctionSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.value.SparseVector;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills the fields that a schema's functions fill. Stateless. */
public final class FunctionOutputs {
  private FunctionOutputs() {}

  /**
   * The rows with what functions make of them; of a text that is null, an empty vector.
   *
   * @throws CinclusException {@link ErrorCode#BAD_ROW} where they come with such a field, or
   *     without texts
   */
  public static RowBatch fill(RowBatch rows, CollectionSchema schema) {
    if (schema.functions().isEmpty()) {
      return rows;
    }
    Map<Integer, Column> columns = new HashMap<>(rows.columns());
    for (FunctionSchema function : schema.functions()) {
      FieldSchema output = schema.field(function.output()).orElseThrow();
      FieldSchema input = schema.field(function.input()).orElseThrow();
      Column.SparseVectors made =
          new Column.SparseVectors(
              counts(rows.columns().get(input.id()), input, rows.rowCount()), null);
      if (columns.put(output.id(), made) != null) {
        throw new CinclusException(
            ErrorCode.BAD_ROW,
            "field %s is filled by the function %s: leave it out"
                .formatted(output.name(), function.name()));
      }
    }
    return new RowBatch(rows.rowCount(), columns);
  }

  private static SparseVector[] counts(@Nullable Column texts, FieldSchema input, int rowCount) {
    SparseVector[] counts = new SparseVector[rowCount];
    TextAnalyzer analyzer = analyzer(input);
    Object defaultText = input.defaultValue();
    for (int row = 0; row < rowCount; row++) {
      Object text =
          texts instanceof Column.Texts column
              ? column.isNull(row) ? "" : column.values()[row]
              : defaultText;
      counts[row] = TermCounts.of(analyzer, text instanceof String known ? known : "");
    }
    return counts;
  }

  /** The analyzer of a field that has one; {@link IllegalArgumentException} where it has none. */
  public static TextAnalyzer analyzer(FieldSchema field) {
    FieldSchema.Analysis analysis = field.analysis();
    if (analysis == null) {
      throw new IllegalArgumentException("field %s has no analyzer".formatted(field.name()));
    }
    return TextAnalyzer.of(analysis.params());
  }
}
