package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopKTest {
  private record Hit(int row, float score) {}

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble((Hit hit) -> -hit.score).thenComparingInt(Hit::row);

  @Test
  void keepsWhatSortingWouldPutFirst() {
    Random random = new Random(TestVectors.printedSeed());
    TopK top = new TopK(1);
    for (int trial = 0; trial < 300; trial++) {
      int k = 1 + random.nextInt(40);
      ScoreRange range = trial % 2 == 0 ? ScoreRange.ALL : new ScoreRange(-3f, 4f);
      List<Hit> all = new ArrayList<>();
      for (int row = 0; row < random.nextInt(200); row++) {
        // Few distinct scores, so that ties are common.
        all.add(new Hit(row, random.nextInt(15) - 7));
      }
      List<Hit> expected =
          all.stream()
              .filter(hit -> hit.score > range.above() && hit.score <= range.upTo())
              .sorted(BEST_FIRST)
              .limit(k)
              .toList();
      java.util.Collections.shuffle(all, random);
      top.reset(k, range);
      all.forEach(hit -> top.offer(hit.row, hit.score));
      assertThat(read(top)).isEqualTo(expected);
    }
  }

  private static List<Hit> read(TopK top) {
    top.sort();
    List<Hit> hits = new ArrayList<>();
    for (int rank = 0; rank < top.size(); rank++) {
      hits.add(new Hit(top.row(rank), top.score(rank)));
    }
    return hits;
  }

  @Test
  void extremeScoresAreOrderedAndNaNIsRefused() {
    TopK top = new TopK(10);
    float[] scores = {
      Float.NEGATIVE_INFINITY,
      -Float.MAX_VALUE,
      -1f,
      -Float.MIN_VALUE,
      -0f,
      Float.MIN_VALUE,
      1f,
      Float.POSITIVE_INFINITY
    };
    for (int i = 0; i < scores.length; i++) {
      assertThat(top.offer(i, scores[i])).isTrue();
    }
    assertThat(top.offer(99, Float.NaN)).isFalse();
    top.sort();
    assertThat(top.size()).isEqualTo(scores.length);
    for (int rank = 0; rank < scores.length; rank++) {
      assertThat(top.row(rank)).isEqualTo(scores.length - 1 - rank);
      assertThat(top.score(rank)).isEqualTo(scores[scores.length - 1 - rank] + 0f);
    }
  }

  @Test
  void aTieWithZeroOfEitherSignGoesToTheLowerRow() {
    TopK top = new TopK(1);
    top.offer(7, 0f);
    assertThat(top.offer(3, -0f)).isTrue();
    assertThat(top.offer(5, 0f)).isFalse();
    assertThat(read(top)).containsExactly(new Hit(3, 0f));
  }

  @Test
  void theThresholdIsTheWorstKeptOnceFull() {
    TopK top = new TopK(2, new ScoreRange(0f, 10f));
    assertThat(top.threshold()).isEqualTo(Float.MIN_VALUE);
    top.offer(1, 5f);
    top.offer(2, 3f);
    assertThat(top.threshold()).isEqualTo(3f);
    assertThat(top.offer(0, 11f)).isFalse();
    top.offer(3, 4f);
    assertThat(top.threshold()).isEqualTo(4f);
  }

  @Test
  void offersAfterSortingAreAnErrorUntilItIsCleared() {
    TopK top = new TopK(2);
    top.offer(1, 1f);
    assertThatThrownBy(() -> top.row(0)).isInstanceOf(IllegalStateException.class);
    top.sort();
    assertThatThrownBy(() -> top.offer(2, 2f)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> top.row(1)).isInstanceOf(IndexOutOfBoundsException.class);
    top.clear();
    assertThat(top.offer(2, 2f)).isTrue();
    assertThatThrownBy(() -> new TopK(0)).hasMessageContaining("k must be at least 1");
  }
}
