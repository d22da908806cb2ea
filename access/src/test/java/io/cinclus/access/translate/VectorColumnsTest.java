package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.catalog.SchemaRules;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.SparseFloatArray;
import io.cinclus.milvus.grpc.VectorField;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FixedVectors;
import io.cinclus.model.RowBatch;
import io.cinclus.value.SparseVector;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors of every type, on their way in and out. */
class VectorColumnsTest {
  private static final int DIMENSION = 8;

  private static final List<DataType> TYPES =
      Arrays.stream(DataType.values()).filter(DataType::isVector).toList();

  /** A field of each type, with the type's name. */
  private static final CollectionSchema SCHEMA =
      SchemaRules.withFieldIds(
          new CollectionSchema(
              "",
              Stream.concat(
                      Stream.of(FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey()),
                      TYPES.stream().map(VectorColumnsTest::field))
                  .toList()));

  private static FieldSchema field(DataType type) {
    return FieldSchema.of(
            type.name(), type, type.isFixedVector() ? Limits.dimension(DIMENSION) : Limits.NONE)
        .asNullable();
  }

  static List<DataType> types() {
    return TYPES;
  }

  @ParameterizedTest
  @MethodSource("types")
  void vectorsComeBackAsTheyWereSent(DataType type) {
    FieldData back =
        back(
            type, InsertColumns.rows(List.of(data(type, 0, 3).build()), 3, SCHEMA, ZoneOffset.UTC));
    assertThat(back.getTypeValue()).isEqualTo(type.number());
    assertThat(back.getVectors()).isEqualTo(data(type, 0, 3).getVectors());
    assertThat(back.getValidDataList()).containsExactly(true, true, true);
  }

  @ParameterizedTest
  @MethodSource("types")
  void vectorsOfNullRowsMayBeSentButAreNotGivenOut(DataType type) {
    List<Boolean> valid = List.of(false, true, false);
    FieldData compact = data(type, 1, 2).addAllValidData(valid).build();
    FieldData full = data(type, 0, 3).addAllValidData(valid).build();
    for (FieldData sent : List.of(compact, full)) {
      RowBatch batch = InsertColumns.rows(List.of(sent), 3, SCHEMA, ZoneOffset.UTC);
      assertThat(column(type, batch).nulls()).containsExactly(true, false, true);
      FieldData back = back(type, batch);
      assertThat(back.getValidDataList()).isEqualTo(valid);
      assertThat(back.getVectors()).isEqualTo(compact.getVectors());
    }
    FieldData none = data(type, 0, 0).addAllValidData(List.of(false, false, false)).build();
    RowBatch batch = InsertColumns.rows(List.of(none), 3, SCHEMA, ZoneOffset.UTC);
    assertThat(column(type, batch).nulls()).containsExactly(true, true, true);
  }

  @Test
  void bytesAreLittleEndian() {
    // 1.5 as binary16 and as the upper half of a float32.
    assertThat(first(DataType.FLOAT16_VECTOR, 0x00, 0x3e)).isEqualTo(1.5f);
    assertThat(first(DataType.BFLOAT16_VECTOR, 0xc0, 0x3f)).isEqualTo(1.5f);
    assertThat(first(DataType.INT8_VECTOR, 0xff)).isEqualTo(-1);
  }

  private static float first(DataType type, int... bytes) {
    byte[] vector = new byte[type.vectorBytes(DIMENSION)];
    for (int i = 0; i < bytes.length; i++) {
      vector[i] = (byte) bytes[i];
    }
    VectorField.Builder field = vectors(type, ByteString.copyFrom(vector));
    FieldData data = named(type, field).build();
    RowBatch batch = InsertColumns.rows(List.of(data), 1, SCHEMA, ZoneOffset.UTC);
    return ((FixedVectors) column(type, batch)).component(0);
  }

  @Test
  void sparseVectorsAreIndicesAndValues() {
    RowBatch batch =
        InsertColumns.rows(
            List.of(data(DataType.SPARSE_FLOAT_VECTOR, 0, 1).build()), 1, SCHEMA, ZoneOffset.UTC);
    assertThat(((Column.SparseVectors) column(DataType.SPARSE_FLOAT_VECTOR, batch)).values())
        .containsExactly(new SparseVector(new int[] {0, 7}, new float[] {0.5f, 0.25f}));
  }

  @Test
  void whatIsNoVectorIsNamed() {
    assertRefused(named(DataType.INT8_VECTOR, floats(0, 1)), "INT8_VECTOR has vectors of kind");
    assertRefused(
        named(DataType.INT8_VECTOR, vectors(DataType.INT8_VECTOR, bytes(0, 7))),
        "no vectors of dimension 8");
    assertRefused(
        named(
            DataType.FLOAT16_VECTOR,
            vectors(DataType.FLOAT16_VECTOR, bytes(0, 16)).setDim(DIMENSION / 2)),
        "the vectors have 4");
    assertRefused(sparse(bytes(0, 7)), "row 0 of field 'SPARSE_FLOAT_VECTOR'");
    ByteString component = SparseBytes.encode(new SparseVector(new int[] {1}, new float[] {1}));
    assertRefused(sparse(component.concat(component)), "indices must rise");
  }

  private static FieldData.Builder sparse(ByteString contents) {
    return named(
        DataType.SPARSE_FLOAT_VECTOR,
        VectorField.newBuilder()
            .setSparseFloatVector(SparseFloatArray.newBuilder().addContents(contents)));
  }

  private static void assertRefused(FieldData.Builder data, String what) {
    assertThatThrownBy(() -> InsertColumns.rows(List.of(data.build()), 1, SCHEMA, ZoneOffset.UTC))
        .hasMessageContaining(what)
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_VECTOR));
  }

  private static Column column(DataType type, RowBatch batch) {
    return batch.column(SCHEMA.field(type.name()).orElseThrow().id());
  }

  private static FieldData back(DataType type, RowBatch batch) {
    return OutputSelection.of(List.of(type.name()), SCHEMA, false).columns(List.of(batch)).get(0);
  }

  /** Vectors {@code from} to {@code to} of an endless row of different ones. */
  private static FieldData.Builder data(DataType type, int from, int to) {
    return named(
        type,
        switch (type) {
          case FLOAT_VECTOR -> floats(from, to);
          case SPARSE_FLOAT_VECTOR -> sparse(from, to);
          default -> {
            int rowBytes = type.vectorBytes(DIMENSION);
            yield vectors(type, bytes(from * rowBytes, to * rowBytes));
          }
        });
  }

  private static FieldData.Builder named(DataType type, VectorField.Builder vectors) {
    return FieldData.newBuilder().setFieldName(type.name()).setVectors(vectors);
  }

  private static VectorField.Builder floats(int from, int to) {
    FloatArray.Builder components = FloatArray.newBuilder();
    for (int at = from * DIMENSION; at < to * DIMENSION; at++) {
      components.addData(at + 0.5f);
    }
    return VectorField.newBuilder().setDim(DIMENSION).setFloatVector(components);
  }

  private static VectorField.Builder sparse(int from, int to) {
    SparseFloatArray.Builder contents = SparseFloatArray.newBuilder();
    for (int row = from; row < to; row++) {
      contents.addContents(
          SparseBytes.encode(
              new SparseVector(new int[] {row, DIMENSION - 1}, new float[] {0.5f, 0.25f})));
    }
    int dimension = from < to ? DIMENSION : 0;
    return VectorField.newBuilder()
        .setDim(dimension)
        .setSparseFloatVector(contents.setDim(dimension));
  }

  /** No two bytes of it make a number that is not finite. */
  private static ByteString bytes(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i + 1);
    }
    return ByteString.copyFrom(bytes);
  }

  private static VectorField.Builder vectors(DataType type, ByteString bytes) {
    VectorField.Builder field = VectorField.newBuilder().setDim(DIMENSION);
    return switch (type) {
      case BINARY_VECTOR -> field.setBinaryVector(bytes);
      case FLOAT16_VECTOR -> field.setFloat16Vector(bytes);
      case BFLOAT16_VECTOR -> field.setBfloat16Vector(bytes);
      case INT8_VECTOR -> field.setInt8Vector(bytes);
      default -> throw new IllegalArgumentException(type + " does not come as bytes");
    };
  }
}
