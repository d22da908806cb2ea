package io.cinclus.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is learned from rows, and from scores. */
class LearnedTest {
  private static ReferenceSet rows(float[]... rows) {
    ReferenceSet set = new ReferenceSet(0);
    for (float[] row : rows) {
      set.append(new Observation("row", 0, row));
    }
    return set;
  }

  @Test
  void aQuantileIsThatOfTheLastNumbers() {
    Random random = new Random(2);
    RunningQuantile quantile = new RunningQuantile(50);
    assertThat(quantile.quantile(0.5)).isInfinite();
    Deque<Double> last = new ArrayDeque<>();
    for (int i = 0; i < 500; i++) {
      double number = random.nextInt(40); // Many are equal.
      quantile.add(number);
      last.add(number);
      if (last.size() > 50) {
        last.remove();
      }
      double[] sorted = last.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      assertThat(quantile.quantile(0.9)).isEqualTo(sorted[(int) (sorted.length * 0.9)]);
      assertThat(quantile.numbers()).containsExactly(last.stream().mapToDouble(d -> d).toArray());
    }
    assertThat(RunningQuantile.of(50, quantile.numbers()).quantile(0.3))
        .isEqualTo(quantile.quantile(0.3));
  }

  @Test
  void columnsOfAnyUnitAreScaledAlikeAndMissingValuesAreInTheMiddle() {
    ReferenceSet rows =
        rows(new float[] {1, 1000, 7}, new float[] {3, 3000, 7}, new float[] {Float.NaN, 2000, 7});
    Scaling scaling = Scaling.learn(Normalization.STANDARD, rows);
    assertThat(scaling.apply(new float[] {3, Float.NaN, 9})).containsExactly(1, 0, 2);
    assertThat(scaling.apply(new float[] {Float.MAX_VALUE, 2000, 7}))
        .containsExactly(Scaling.MAX_VALUE, 0, 0);
    assertThat(Scaling.learn(Normalization.NONE, rows).apply(new float[] {3, Float.NaN, 9}))
        .containsExactly(3, 0, 9);
    assertThat(Scaling.learn(Normalization.UNIT_LENGTH, rows).apply(new float[] {3, 0, 4}))
        .containsExactly(0.6f, 0, 0.8f);
  }

  @Test
  void aRobustScaleIgnoresOutliers() {
    float[][] values = new float[101][];
    Arrays.setAll(values, i -> new float[] {i, i == 0 ? 1e9f : 5});
    values[100][0] = 1e9f;
    Scaling scaling = Scaling.learn(Normalization.ROBUST, rows(values));
    assertThat(scaling.apply(new float[] {50 + 50 / 1.349f, 5})[0]).isCloseTo(1, within(1e-3f));
  }

  @Test
  void tailsAreTheSharesOfRowsBeyondAValue() {
    float[][] values = new float[99][];
    Arrays.setAll(values, i -> new float[] {i, i % 2});
    MarginalTails tails = MarginalTails.learn(rows(values));
    assertThat(tails.score(new float[] {49, 0})).isZero();
    assertThat(tails.score(new float[] {500, Float.NaN})).isEqualTo(-Math.log(2 / 100.0) / 2);
    assertThat(tails.score(new float[] {-1, 0})).isEqualTo(tails.score(new float[] {99, 1}));
    assertThat(tails.score(new float[] {9, 0})).isEqualTo(-Math.log(2 * 11 / 100.0) / 2);
    assertThat(MarginalTails.NONE.score(new float[] {1})).isZero();
  }
}
