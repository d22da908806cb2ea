package io.cinclus.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparseVectorTest {
  @Test
  void indicesRiseAsUnsignedNumbersAndValuesAreFinite() {
    assertThat(new SparseVector(new int[] {3, -1}, new float[] {1, 2}).size()).isEqualTo(2);
    assertThatThrownBy(() -> new SparseVector(new int[] {3, 3}, new float[2]))
        .hasMessageContaining("index 3 behind 3");
    assertThatThrownBy(() -> new SparseVector(new int[] {-1, 3}, new float[2]))
        .hasMessageContaining("index 3 behind 4294967295");
    assertThatThrownBy(() -> new SparseVector(new int[] {3}, new float[] {Float.NaN}))
        .hasMessageContaining("value NaN at index 3");
    assertThatThrownBy(() -> new SparseVector(new int[] {3}, new float[2]))
        .hasMessageContaining("1 indices and 2 values");
  }

  @Test
  void equalVectorsAreEqualAndReadable() {
    SparseVector vector = new SparseVector(new int[] {1, -2}, new float[] {0.5f, 2});
    assertThat(vector)
        .isEqualTo(new SparseVector(new int[] {1, -2}, new float[] {0.5f, 2}))
        .hasSameHashCodeAs(new SparseVector(new int[] {1, -2}, new float[] {0.5f, 2}))
        .isNotEqualTo(new SparseVector(new int[] {1, -2}, new float[] {0.5f, 3}))
        .hasToString("{1: 0.5, 4294967294: 2.0}");
  }
}
