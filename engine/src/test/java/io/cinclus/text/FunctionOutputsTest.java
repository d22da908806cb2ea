package io.cinclus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FunctionSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.value.SparseVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionOutputsTest {
  private static final FieldSchema TEXT =
      FieldSchema.of("t", DataType.VARCHAR, Limits.maxLength(100))
          .withId(1)
          .asNullable()
          .withAnalysis(new FieldSchema.Analysis(false, ""));

  private static CollectionSchema schema(FieldSchema text) {
    return new CollectionSchema(
        "",
        List.of(text, FieldSchema.of("s", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE).withId(2)),
        List.of(new FunctionSchema("f", "", FunctionSchema.Type.BM25, "t", "s")));
  }

  private static SparseVector counts(String text) {
    return TermCounts.of(TextAnalyzer.of(""), text);
  }

  @Test
  void rowsGetTheCountsOfTheirTerms() {
    Column.Texts texts =
        new Column.Texts(
            DataType.VARCHAR, new String[] {"a b a", "", "x"}, new boolean[] {false, true, false});
    RowBatch filled = FunctionOutputs.fill(new RowBatch(3, Map.of(1, texts)), schema(TEXT));
    assertThat(((Column.SparseVectors) filled.column(2)).values())
        .containsExactly(counts("a a b"), SparseVector.EMPTY, counts("x"));
  }

  @Test
  void rowsWithoutTheColumnGetTheCountsOfTheDefault() {
    RowBatch filled =
        FunctionOutputs.fill(new RowBatch(1, Map.of()), schema(TEXT.withDefault("a default")));
    assertThat(((Column.SparseVectors) filled.column(2)).values())
        .containsExactly(counts("a default"));
  }

  @Test
  void rowsMustNotComeWithWhatAFunctionFills() {
    Column.SparseVectors own =
        new Column.SparseVectors(new SparseVector[] {SparseVector.EMPTY}, null);
    assertThatThrownBy(() -> FunctionOutputs.fill(new RowBatch(1, Map.of(2, own)), schema(TEXT)))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("field s is filled by the function f");
  }
}
