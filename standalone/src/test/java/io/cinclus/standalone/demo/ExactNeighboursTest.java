package io.cinclus.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExactNeighboursTest {
  private static final int ROWS = 1000;

  @Test
  void theAngleDecidesAndNotTheLength() {
    ExactNeighbours exact =
        new ExactNeighbours(new float[] {100, 90, 1, 0, 0.1f, 0.01f, -5, 0, 0, 3}, 2);
    assertThat(exact.nearest(List.of(new float[] {7, 0}, new float[] {0, 0.5f}), 2))
        .containsExactly(Set.of(1L, 2L), Set.of(4L, 0L));
  }

  @Test
  void ofEquallyNearRowsTheLowerIdsAreTaken() {
    ExactNeighbours exact = new ExactNeighbours(new float[] {0, 1, 2, 0, 1, 0, 3, 0}, 2);
    assertThat(exact.nearest(List.of(new float[] {1, 0}), 2)).containsExactly(Set.of(1L, 2L));
  }

  @Test
  void thereAreNoMoreThanAllRows() {
    ExactNeighbours exact = new ExactNeighbours(new float[] {0, 1, 2, 2}, 2);
    assertThat(exact.nearest(List.of(new float[] {1, 1}), 9)).containsExactly(Set.of(0L, 1L));
  }

  @Test
  void vectorsThatWereStoredAsTheyWereWrittenPass() {
    ExactNeighbours exact = new ExactNeighbours(rows(), 2);
    assertThatCode(() -> exact.check(row -> new float[] {row, 1})).doesNotThrowAnyException();
  }

  @Test
  void aVectorThatWasStoredOtherwiseIsNamed() {
    float[] shifted = new float[2 * ROWS];
    System.arraycopy(rows(), 0, shifted, 2, shifted.length - 2);
    assertThatThrownBy(() -> new ExactNeighbours(shifted, 2).check(row -> new float[] {row, 1}))
        .hasMessage("component 1 of the vector of row 0 was written as 1.0 and read as 0.0");
    float[] unknown = rows();
    Arrays.fill(unknown, ROWS, 2 * ROWS, Float.NaN);
    assertThatThrownBy(() -> new ExactNeighbours(unknown, 2).check(row -> new float[] {row, 1}))
        .hasMessageContaining("row 500")
        .hasMessageContaining("NaN");
  }

  private static float[] rows() {
    float[] values = new float[2 * ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[2 * row] = row;
      values[2 * row + 1] = 1;
    }
    return values;
  }
}
