package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorsTest {

  @Test
  void rowsAreFoundInOneArrayAndInChunks() {
    Vectors one = Vectors.of(new float[] {1, 2, 3, 4, 5, 6}, 2);
    Vectors chunks = Vectors.ofChunks(new float[][] {{1, 2, 3, 4}, {5, 6, -1, -1}}, 2, 2, 3);
    assertThat(one.rows()).isEqualTo(3);
    assertThat(chunks.rows()).isEqualTo(3);
    for (int row = 0; row < 3; row++) {
      assertThat(one.copy(row)).containsExactly(2f * row + 1, 2f * row + 2);
      assertThat(chunks.copy(row)).containsExactly(2f * row + 1, 2f * row + 2);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Vectors.of(new float[5], 2)).hasMessageContaining("no rows of dim 2");
    assertThatThrownBy(() -> Vectors.ofChunks(new float[][] {{1}}, 3, 1, 1))
        .hasMessageContaining("power of two");
    assertThatThrownBy(() -> Vectors.ofChunks(new float[][] {{1, 2}}, 2, 1, 3))
        .hasMessageContaining("do not fit");
    assertThatThrownBy(() -> Vectors.ofChunks(new float[][] {{1, 2}, {3}}, 2, 1, 4))
        .hasMessageContaining("chunk 1 is too short");
  }
}
