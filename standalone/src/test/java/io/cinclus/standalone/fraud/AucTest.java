package io.cinclus.standalone.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AucTest {
  @Test
  void itIsTheShareOfPairsInTheRightOrder() {
    Random random = new Random(8);
    double[] scores = random.ints(300, 0, 40).asDoubleStream().toArray();
    boolean[] anomalous = new boolean[scores.length];
    for (int i = 0; i < anomalous.length; i++) {
      anomalous[i] = random.nextInt(50) < scores[i];
    }
    double right = 0;
    int pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (anomalous[i] && !anomalous[j]) {
          pairs++;
          right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(Auc.of(scores, anomalous)).isCloseTo(right / pairs, within(1e-12));
    assertThat(Auc.of(scores, new boolean[scores.length])).isNaN();
  }
}
