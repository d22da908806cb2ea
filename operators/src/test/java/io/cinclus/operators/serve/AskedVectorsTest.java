package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.client.QueryVectors;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.QueryVector;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AskedVectorsTest {
  private static final QueryVector DENSE = QueryVectors.dense(new float[16]);
  private static final QueryVector BINARY = QueryVectors.binary(new byte[2]);
  private static final QueryVector SPARSE =
      QueryVectors.sparse(new SparseVector(new int[] {3, -2}, new float[] {0.5f, -2}));

  private static FieldSchema field(DataType type) {
    return FieldSchema.of("f", type, type.isFixedVector() ? Limits.dimension(16) : Limits.NONE);
  }

  private static void assertRefused(DataType type, QueryVector vector, String what) {
    assertThatThrownBy(() -> AskedVectors.check(List.of(vector), field(type)))
        .isInstanceOfSatisfying(
            CinclusException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_VECTOR))
        .hasMessageContaining("vector 0")
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT_VECTOR", "FLOAT16_VECTOR", "BFLOAT16_VECTOR", "INT8_VECTOR"})
  void aDenseFieldIsAskedForNumbers(DataType type) {
    AskedVectors.check(List.of(DENSE, DENSE), field(type));
    assertRefused(type, BINARY, "is of kind BINARY, field 'f' of type " + type);
    assertRefused(type, SPARSE, "send one of kind DENSE");
    assertRefused(type, QueryVector.getDefaultInstance(), "send one of kind DENSE");
    assertRefused(type, QueryVectors.dense(1, 2), "has dimension 2, field 'f' has 16");
  }

  @Test
  void otherFieldsAreAskedForTheirKind() {
    AskedVectors.check(List.of(BINARY), field(DataType.BINARY_VECTOR));
    assertRefused(DataType.BINARY_VECTOR, DENSE, "send one of kind BINARY");
    assertRefused(DataType.BINARY_VECTOR, QueryVectors.binary(new byte[3]), "dimension 24");
    AskedVectors.check(List.of(SPARSE), field(DataType.SPARSE_FLOAT_VECTOR));
    assertRefused(DataType.SPARSE_FLOAT_VECTOR, DENSE, "send one of kind SPARSE");
    io.cinclus.v1.SparseVector twice =
        io.cinclus.v1.SparseVector.newBuilder()
            .addIndices(1)
            .addIndices(1)
            .addValues(1)
            .addValues(2)
            .build();
    assertRefused(
        DataType.SPARSE_FLOAT_VECTOR,
        QueryVector.newBuilder().setSparse(twice).build(),
        "indices must rise");
  }

  @Test
  void vectorsBecomeRowsOfTheirKind() {
    Vectors dense =
        (Vectors) AskedVectors.rows(List.of(QueryVectors.dense(1, 2), QueryVectors.dense(3, 4)));
    assertThat(dense.copy(1)).containsExactly(3, 4);
    BinaryVectors binary =
        (BinaryVectors)
            AskedVectors.rows(
                List.of(QueryVectors.binary((byte) 0), QueryVectors.binary((byte) 4)));
    assertThat(binary.get(1, 2)).isTrue();
    SparseVectors sparse = (SparseVectors) AskedVectors.rows(List.of(SPARSE));
    assertThat(sparse.row(0)).hasToString("{3: 0.5, 4294967294: -2.0}");
    assertThatThrownBy(() -> AskedVectors.rows(List.of(BINARY, QueryVectors.binary((byte) 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRowOfAColumnCanBeAskedFor() {
    Column.SparseVectors sparse =
        new Column.SparseVectors(
            new SparseVector[] {
              SparseVector.EMPTY, new SparseVector(new int[] {3, -2}, new float[] {0.5f, -2})
            },
            null);
    assertThat(QueryVectors.of(sparse, 1)).isEqualTo(SPARSE);
    Column bits = new Column.ByteVectors(DataType.BINARY_VECTOR, 8, new byte[] {1, 2, 3}, null);
    assertThat(QueryVectors.of(bits, 1)).isEqualTo(QueryVectors.binary((byte) 2));
    Column bytes = new Column.ByteVectors(DataType.INT8_VECTOR, 2, new byte[] {1, 2, 3, -4}, null);
    assertThat(QueryVectors.of(bytes, 1)).isEqualTo(QueryVectors.dense(3, -4));
    Column numbers = new Column.Longs(DataType.INT64, new long[2], null);
    assertThatThrownBy(() -> QueryVectors.of(numbers, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INT64");
  }
}
