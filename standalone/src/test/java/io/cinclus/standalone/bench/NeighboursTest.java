package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NeighboursTest {
  private final Neighbours truth = new Neighbours(new int[] {1, 2, 3, 4, 5, 6}, 3);

  @Test
  void recallIsTheShareOfTheFirstThatWereFoundInWhateverOrder() {
    Neighbours found = new Neighbours(new int[] {2, 1, 5, 9}, 2);
    assertThat(Neighbours.recall(truth, found, 2)).isEqualTo(0.75);
  }

  @Test
  void aRowThatIsFoundTwiceCountsOnce() {
    Neighbours found = new Neighbours(new int[] {1, 1, 4, 4}, 2);
    assertThat(Neighbours.recall(truth, found, 2)).isEqualTo(0.5);
  }

  @Test
  void whereThereAreFewerRowsTheseAreAll() {
    Neighbours few = new Neighbours(new int[] {1, 2, Neighbours.NONE}, 3);
    assertThat(Neighbours.recall(few, few, 3)).isEqualTo(1);
  }

  @Test
  void listsThatAreTooShortAreRefused() {
    Neighbours found = new Neighbours(new int[] {1, 4}, 1);
    assertThatThrownBy(() -> Neighbours.recall(truth, found, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 lists of 1 cannot be compared with 2 lists of 3");
  }
}
