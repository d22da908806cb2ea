package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.value.SparseVector;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnValuesTest {
  private static final FieldSchema KEY =
      FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey().withId(100);

  /** What comes out is what the assembler takes in. */
  @Test
  void everyTypeGoesInAndOut() {
    Map<DataType, Object> values = new LinkedHashMap<>();
    values.put(DataType.BOOL, true);
    values.put(DataType.INT8, -1L);
    values.put(DataType.INT64, Long.MAX_VALUE);
    values.put(DataType.FLOAT, 0.5f);
    values.put(DataType.DOUBLE, 0.1);
    values.put(DataType.VARCHAR, "text");
    values.put(DataType.JSON, "{\"a\":1}");
    values.put(DataType.GEOMETRY, "POINT (1 2)");
    values.put(DataType.TIMESTAMPTZ, Instant.parse("2025-01-02T03:04:05.000006Z"));
    values.put(DataType.ARRAY, List.of(1L, 2L));
    values.put(DataType.FLOAT_VECTOR, new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    values.put(DataType.FLOAT16_VECTOR, new float[] {1, 2, 3, 4, 5, 6, 7, 0.5f});
    values.put(DataType.INT8_VECTOR, new float[] {1, 2, 3, 4, 5, 6, 7, -8});
    values.put(DataType.BINARY_VECTOR, new byte[] {5});
    values.put(
        DataType.SPARSE_FLOAT_VECTOR, new SparseVector(new int[] {3, 7}, new float[] {1, 2}));
    values.forEach(
        (type, value) -> {
          FieldSchema field = field(type);
          RowAssembler rows = new RowAssembler(new CollectionSchema("", List.of(KEY, field)));
          rows.add(Map.of("id", 1, "field", value));
          rows.add(Map.of("id", 2, "field", value));
          RowBatch batch = rows.take();
          assertThat(ColumnValues.get(batch.column(field.id()), 1)).as("%s", type).isEqualTo(value);
          assertThat(ColumnValues.get(batch.column(KEY.id()), 1)).isEqualTo(2L);
        });
  }

  @Test
  void aRowWithoutAValueHasNone() {
    FieldSchema field = field(DataType.INT64).asNullable();
    RowAssembler rows = new RowAssembler(new CollectionSchema("", List.of(KEY, field)));
    rows.add(Map.of("id", 1));
    assertThat(ColumnValues.get(rows.take().column(field.id()), 0)).isNull();
  }

  private static FieldSchema field(DataType type) {
    Limits limits =
        type == DataType.ARRAY
            ? Limits.array(DataType.INT32, 10, 0)
            : type.isFixedVector()
                ? Limits.dimension(8)
                : type == DataType.VARCHAR ? Limits.maxLength(64) : Limits.NONE;
    return FieldSchema.of("field", type, limits).withId(101);
  }
}
