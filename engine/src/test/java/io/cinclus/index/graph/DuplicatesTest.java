package io.cinclus.index.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.Vectors;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DuplicatesTest {

  @Test
  void equalRowsFollowEachOther() throws InterruptedException {
    Vectors vectors = Vectors.of(new float[] {1, 2, 3, 4, 1, 2, 0f, 4, 1, 2, -0f, 4}, 2);
    assertThat(Duplicates.find(vectors)).containsExactly(2, -1, 4, -1, -1, -1);
    assertThat(Duplicates.find(Vectors.of(new float[] {1, 2, 3, 4}, 2))).isEmpty();
  }

  /** Beside a time stamp, small coordinates vanish from any sum of all coordinates. */
  @Test
  void smallCoordinatesBesideALargeOneTellRowsApartAtOnce() {
    int rows = 200_000;
    float[] values = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      values[2 * row] = 1.7e9f;
      values[2 * row + 1] = row * 1e-6f;
    }
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(Duplicates.find(Vectors.of(values, 2))).isEmpty());
  }

  @Test
  void anInterruptEndsTheSearch() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Duplicates.find(Vectors.of(new float[3000], 1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
