package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.value.SparseVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that come as Java values, of vectors of every type. */
class VectorValuesTest {
  private static FieldSchema field(DataType type) {
    return FieldSchema.of("v", type, type.isFixedVector() ? Limits.dimension(16) : Limits.NONE);
  }

  private static Column column(FieldSchema field, Object value) {
    FieldSchema key = FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(1).asPrimaryKey();
    CollectionSchema schema = new CollectionSchema("", List.of(key, field.withId(2)));
    RowAssembler rows = new RowAssembler(schema);
    rows.add(Map.of("id", 1, "v", value));
    RowBatch batch = rows.take();
    RowRules.check(batch, schema);
    return batch.column(2);
  }

  private static void assertRefused(DataType type, Object value, ErrorCode code, String what) {
    assertThatThrownBy(() -> column(field(type), value))
        .isInstanceOfSatisfying(
            CinclusException.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
        .hasMessageContaining("field v")
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT_VECTOR", "FLOAT16_VECTOR", "BFLOAT16_VECTOR", "INT8_VECTOR"})
  void aDenseVectorIsAnArrayOrAListOfNumbers(DataType type) {
    float[] floats = {1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -128};
    double[] doubles = {1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -128};
    List<Integer> list = List.of(1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -128);
    for (Object value : List.of(floats, doubles, list)) {
      FixedVectors vectors = (FixedVectors) column(field(type), value);
      assertThat(vectors.type()).isEqualTo(type);
      for (int i = 0; i < floats.length; i++) {
        assertThat(vectors.component(i)).isEqualTo(floats[i]);
      }
    }
    assertRefused(type, new float[15], ErrorCode.BAD_VECTOR, "the vector has 15");
    assertRefused(type, "1, 2", ErrorCode.BAD_ROW, "array of numbers");
  }

  @Test
  void componentsAreRoundedToWhatTheTypeHolds() {
    float[] thirds = new float[16];
    java.util.Arrays.fill(thirds, 1 / 3f);
    assertThat(((FixedVectors) column(field(DataType.FLOAT16_VECTOR), thirds)).component(3))
        .isEqualTo(0.33325195f);
    assertThat(((FixedVectors) column(field(DataType.BFLOAT16_VECTOR), thirds)).component(3))
        .isEqualTo(0.33398438f);
    float[] large = new float[16];
    large[5] = 70_000;
    assertRefused(DataType.FLOAT16_VECTOR, large, ErrorCode.BAD_VECTOR, "FLOAT16_VECTOR");
    assertRefused(DataType.INT8_VECTOR, large, ErrorCode.BAD_VECTOR, "70000");
    assertRefused(DataType.INT8_VECTOR, thirds, ErrorCode.BAD_VECTOR, "whole numbers");
  }

  @Test
  void aBinaryVectorIsBytesAListOfThemOrBase64() {
    byte[] bytes = {-2, 1};
    for (Object value : List.of(bytes, List.of(254, 1), "/gE=")) {
      Column.ByteVectors vectors =
          (Column.ByteVectors) column(field(DataType.BINARY_VECTOR), value);
      assertThat(vectors.slice(0, 1)).isInstanceOf(Column.ByteVectors.class);
      assertThat(vectors.values()).startsWith(bytes);
    }
    DataType type = DataType.BINARY_VECTOR;
    assertRefused(type, new byte[3], ErrorCode.BAD_VECTOR, "dimension 16, the vector has 24");
    assertRefused(type, List.of(256, 0), ErrorCode.BAD_VECTOR, "256");
    assertRefused(type, "?", ErrorCode.BAD_VECTOR, "Base64");
    assertRefused(type, new float[16], ErrorCode.BAD_ROW, "bytes");
  }

  @Test
  void aSparseVectorIsAMapInAnyOrder() {
    SparseVector expected = new SparseVector(new int[] {3, 1 << 20, -2}, new float[] {0.5f, 1, 2});
    Map<Object, Number> map = Map.of("4294967294", 2, 3, 0.5, "1048576", 1L);
    for (Object value : List.of(expected, map)) {
      Column.SparseVectors vectors =
          (Column.SparseVectors) column(field(DataType.SPARSE_FLOAT_VECTOR), value);
      assertThat(vectors.values()[0]).isEqualTo(expected);
    }
    DataType type = DataType.SPARSE_FLOAT_VECTOR;
    assertRefused(type, Map.of("4294967295", 1), ErrorCode.BAD_VECTOR, "index 4294967295");
    assertRefused(type, Map.of("4294967296", 1), ErrorCode.BAD_VECTOR, "4294967296");
    assertRefused(type, Map.of("x", 1), ErrorCode.BAD_VECTOR, "'x'");
    assertRefused(type, Map.of(1, -1), ErrorCode.BAD_VECTOR, "negative");
    assertRefused(type, Map.of(1, Double.NaN), ErrorCode.BAD_VECTOR, "finite");
    assertRefused(type, Map.of(1, "a"), ErrorCode.BAD_ROW, "numbers only");
    assertRefused(type, List.of(1), ErrorCode.BAD_ROW, "map");
  }
}
