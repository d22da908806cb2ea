package io.cinclus.standalone.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import org.junit.jupiter.api.Test;

/** Among the numbers 0 to 7, asked for those next to 2. */
class AnswerCheckTest {
  private final AnswerCheck check = new AnswerCheck(scorer());

  private static Scorer scorer() {
    Scorer scorer = new Scorer(Kernels.scalar(), Metric.L2, TestIndexes.NUMBERS);
    scorer.query(new float[] {2});
    return scorer;
  }

  private static TopK found(int k, ScoreRange range, float... rowsAndScores) {
    TopK found = new TopK(k, range);
    for (int i = 0; i < rowsAndScores.length; i += 2) {
      found.offer((int) rowsAndScores[i], rowsAndScores[i + 1]);
    }
    found.sort();
    return found;
  }

  private void isRefused(String why, Bits allow, TopK found) {
    assertThatThrownBy(() -> check.isSound(allow, found))
        .isInstanceOf(Violation.class)
        .hasMessageContaining(why);
  }

  @Test
  void aRightAnswerPasses() {
    TopK found = found(3, ScoreRange.ALL, 2, 0, 1, -1, 3, -1);
    assertThatCode(
            () -> {
              check.isSound(null, found);
              check.isExact(null, found);
              check.isComplete(null, found);
              check.isPrecise(5, new RandomData.Precise(-9, 0));
            })
        .doesNotThrowAnyException();
    assertThat(check.hits(check.nearest(null, 3, ScoreRange.ALL), found)).isEqualTo(3);
  }

  @Test
  void anAnswerIsWrongInManyWays() {
    Bits odd = new Bits(new long[] {0b10101010}, 8);
    isRefused("not allowed", odd, found(3, ScoreRange.ALL, 2, 0));
    isRefused("twice", odd, found(3, ScoreRange.ALL, 1, -1, 1, -1));
    isRefused("score", odd, found(3, ScoreRange.ALL, 1, -2));
    isRefused("row 8 of 8", odd, found(3, ScoreRange.ALL, 8, -2));
    assertThatThrownBy(() -> check.isPrecise(5, new RandomData.Precise(-9.1, 0.05)))
        .hasMessageContaining("row 5 has -9.1, not -9.0");
  }

  @Test
  void anAnswerMayBeSoundAndNotTheBest() {
    TopK found = found(2, ScoreRange.ALL, 2, 0, 4, -4);
    check.isSound(null, found);
    assertThatThrownBy(() -> check.isExact(null, found)).hasMessageContaining("rank 1");
    assertThat(check.hits(check.nearest(null, 2, ScoreRange.ALL), found)).isEqualTo(1);
    TopK few = found(3, ScoreRange.ALL, 2, 0);
    assertThatThrownBy(() -> check.isComplete(null, few)).hasMessageContaining("where there are 3");
    assertThatThrownBy(() -> check.isExact(null, few)).hasMessageContaining("there are 3");
  }

  @Test
  void aRangeLeavesRowsOut() {
    assertThat(check.nearest(null, 9, new ScoreRange(-4, -1)))
        .extracting(AnswerCheck.Scored::row)
        .containsExactly(1, 3);
  }
}
