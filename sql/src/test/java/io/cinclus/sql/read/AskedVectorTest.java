package io.cinclus.sql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.junit.jupiter.api.Test;

/** What Flink's planner lets through where a column is of ARRAY of FLOAT. */
class AskedVectorTest {
  @Test
  void floatsAreRead() {
    float[] vector = {1, -0.5f, 0};
    assertThat(AskedVector.read(BinaryArrayData.fromPrimitiveArray(vector))).isEqualTo(vector);
    assertThat(AskedVector.read(new GenericArrayData(vector))).isEqualTo(vector);
    assertThat(AskedVector.read(new GenericArrayData(new Object[] {1f, -0.5f, 0f})))
        .isEqualTo(vector);
    assertThat(AskedVector.read(BinaryArrayData.fromPrimitiveArray(new float[] {0, 0})))
        .isEqualTo(new float[] {0, 0});
  }

  @Test
  void otherNumbersAreRefused() {
    refuses(BinaryArrayData.fromPrimitiveArray(new int[] {1, 0}));
    refuses(BinaryArrayData.fromPrimitiveArray(new int[] {-1, 0}));
    refuses(BinaryArrayData.fromPrimitiveArray(new double[] {1, 0}));
    refuses(BinaryArrayData.fromPrimitiveArray(new long[] {10, 0, 3})); // As DECIMAL(2, 1) is kept.
    refuses(new GenericArrayData(new int[] {1, 0}));
    refuses(new GenericArrayData(new double[] {1, 0}));
    refuses(new GenericArrayData(new Object[] {DecimalData.fromUnscaledLong(10, 2, 1)}));
  }

  @Test
  void aNullIsNamed() {
    assertThatThrownBy(() -> AskedVector.read(new GenericArrayData(new Object[] {1f, null})))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("null at index 1");
  }

  private static void refuses(ArrayData array) {
    assertThatThrownBy(() -> AskedVector.read(array))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("CAST(ARRAY[1.0, 0.0] AS ARRAY<FLOAT>)");
  }
}
