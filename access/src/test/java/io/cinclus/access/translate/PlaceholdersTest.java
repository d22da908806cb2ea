package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.client.QueryVectors;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.QueryVector;
import io.cinclus.value.Bfloat16;
import io.cinclus.value.Float16;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  private static final QueryVector DENSE = QueryVectors.dense(1, -2.5f);

  @Test
  void denseVectorsOfEveryTypeBecomeFloats() {
    assertVector(PlaceholderType.FloatVector, buffer(8).putFloat(1).putFloat(-2.5f), DENSE);
    assertVector(
        PlaceholderType.Float16Vector,
        buffer(4).putShort(Float16.of(1)).putShort(Float16.of(-2.5f)),
        DENSE);
    assertVector(
        PlaceholderType.BFloat16Vector,
        buffer(4).putShort(Bfloat16.of(1)).putShort(Bfloat16.of(-2.5f)),
        DENSE);
    assertVector(
        PlaceholderType.Int8Vector,
        buffer(3).put((byte) 1).put((byte) -128).put((byte) 127),
        QueryVectors.dense(1, -128, 127));
  }

  @Test
  void bitsStayBits() {
    assertVector(
        PlaceholderType.BinaryVector,
        buffer(2).put((byte) 5).put((byte) -1),
        QueryVectors.binary((byte) 5, (byte) -1));
  }

  @Test
  void sparseVectorsAreIndicesAndValues() {
    assertVector(
        PlaceholderType.SparseFloatVector,
        buffer(16).putInt(3).putFloat(0.5f).putInt(-2).putFloat(2),
        QueryVectors.sparse(new SparseVector(new int[] {3, -2}, new float[] {0.5f, 2})));
    assertVector(
        PlaceholderType.SparseFloatVector, buffer(0), QueryVectors.sparse(SparseVector.EMPTY));
  }

  @Test
  void textsStayTexts() {
    assertVector(
        PlaceholderType.VarChar,
        ByteBuffer.wrap("Übung".getBytes(StandardCharsets.UTF_8)),
        QueryVector.newBuilder().setText("Übung").build());
  }

  @Test
  void severalVectorsKeepTheirOrder() {
    ByteString group =
        group(
            PlaceholderValue.newBuilder()
                .setType(PlaceholderType.Int8Vector)
                .addValues(ByteString.copyFrom(new byte[] {1}))
                .addValues(ByteString.copyFrom(new byte[] {2})));
    assertThat(Placeholders.vectors(group))
        .containsExactly(QueryVectors.dense(1), QueryVectors.dense(2));
  }

  @Test
  void whatIsNoVectorIsRefused() {
    assertRefused(PlaceholderType.FloatVector, buffer(7), "vector 0 has 7 bytes");
    assertRefused(PlaceholderType.FloatVector, buffer(0), "vector 0 has 0 bytes");
    assertRefused(PlaceholderType.BFloat16Vector, buffer(3), "no BFLOAT16_VECTOR");
    assertRefused(PlaceholderType.SparseFloatVector, buffer(7), "vector 0: a sparse vector has 7");
    assertRefused(
        PlaceholderType.SparseFloatVector,
        buffer(16).putInt(3).putFloat(1).putInt(2).putFloat(1),
        "indices must rise");
    assertRefused(PlaceholderType.None, buffer(4), "None");
    assertThatThrownBy(() -> Placeholders.vectors(ByteString.copyFromUtf8("nothing")))
        .isInstanceOf(CinclusException.class);
    assertThatThrownBy(() -> Placeholders.vectors(ByteString.EMPTY))
        .hasMessageContaining("0 groups");
  }

  private static void assertVector(PlaceholderType type, ByteBuffer bytes, QueryVector expected) {
    assertThat(Placeholders.vectors(group(type, bytes))).containsExactly(expected);
  }

  private static void assertRefused(PlaceholderType type, ByteBuffer bytes, String what) {
    assertThatThrownBy(() -> Placeholders.vectors(group(type, bytes)))
        .hasMessageContaining(what)
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_VECTOR));
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteString group(PlaceholderType type, ByteBuffer bytes) {
    return group(
        PlaceholderValue.newBuilder()
            .setTag("$0")
            .setType(type)
            .addValues(ByteString.copyFrom(bytes.rewind())));
  }

  private static ByteString group(PlaceholderValue.Builder placeholder) {
    return PlaceholderGroup.newBuilder().addPlaceholders(placeholder).build().toByteString();
  }
}
