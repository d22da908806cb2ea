package io.cinclus.index.scann;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.pq.ProductQuantizer;
import io.cinclus.index.pq.ProductQuantizer.Shape;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoreAwareLossTest {
  private static final int DIM = 12;
  private static final int ROWS = 1500;
  private static final Shape SHAPE = new Shape(DIM, 6, 4);
  private static final BuildContext CONTEXT = BuildContext.onCallingThread(BuildProgress.NONE);

  private final Random random = new Random(TestVectors.printedSeed());
  private final Vectors sample = Vectors.of(TestVectors.gaussian(random, ROWS * DIM), DIM);
  private final Vectors units = units();

  private Vectors units() {
    float[] units = new float[ROWS * DIM];
    for (int row = 0; row < ROWS; row++) {
      float[] values = sample.copy(row);
      double norm =
          Math.sqrt(-TestVectors.score(io.cinclus.vector.Metric.L2, values, new float[DIM]));
      for (int i = 0; i < DIM; i++) {
        units[row * DIM + i] = (float) (values[i] / norm);
      }
    }
    return Vectors.of(units, DIM);
  }

  /** The sums of the squared errors, of their parts along the rows, and of the loss. */
  private double[] errors(ScoreAwareLoss loss, ProductQuantizer quantizer) {
    double[] sums = new double[3];
    float[] decoded = new float[DIM];
    ScoreAwareLoss.Scratch scratch = new ScoreAwareLoss.Scratch(SHAPE);
    for (int row = 0; row < ROWS; row++) {
      float[] vector = sample.copy(row);
      float[] unit = units.copy(row);
      loss.encode(quantizer, vector, unit, scratch);
      quantizer.decode(scratch.code, decoded);
      double along = 0;
      double squared = 0;
      for (int i = 0; i < DIM; i++) {
        along += unit[i] * (vector[i] - decoded[i]);
        squared += (vector[i] - decoded[i]) * (vector[i] - decoded[i]);
      }
      sums[0] += squared;
      sums[1] += along * along;
      sums[2] += squared + (loss.eta() - 1) * along * along;
    }
    return sums;
  }

  @Test
  void theErrorAlongTheRowShrinksAndTheOthersGrows() throws InterruptedException {
    ProductQuantizer plain = ProductQuantizer.train(Kernels.fastest(), SHAPE, sample, CONTEXT);
    ScoreAwareLoss loss = new ScoreAwareLoss(8);
    double[] before = errors(new ScoreAwareLoss(1), plain);
    double[] encoded = errors(loss, plain);
    ProductQuantizer trained =
        new ScoreAwareTraining(loss, SHAPE, sample, units).train(plain, CONTEXT);
    double[] after = errors(loss, trained);
    assertThat(encoded[1]).isLessThan(0.5 * before[1]);
    assertThat(encoded[2]).isLessThan(before[0] + 7 * before[1]);
    assertThat(after[2]).isLessThan(encoded[2]);
    assertThat(after[0]).isGreaterThan(before[0]);
  }

  @Test
  void withoutAWeightItIsTheSquaredError() throws InterruptedException {
    ProductQuantizer plain = ProductQuantizer.train(Kernels.fastest(), SHAPE, sample, CONTEXT);
    ScoreAwareLoss.Scratch scratch = new ScoreAwareLoss.Scratch(SHAPE);
    int[] nearest = new int[SHAPE.m()];
    for (int row = 0; row < 100; row++) {
      new ScoreAwareLoss(1).encode(plain, sample.copy(row), units.copy(row), scratch);
      plain.encode(sample.copy(row), new float[SHAPE.m() * SHAPE.words()], nearest);
      assertThat(scratch.code).isEqualTo(nearest);
    }
  }

  @Test
  void theWeightIsThePapers() {
    assertThat(ScoreAwareLoss.of(101).eta()).isCloseTo(100 * 0.04f / 0.96f, Offset.offset(1e-4f));
    assertThat(ScoreAwareLoss.of(2).eta()).isEqualTo(1);
  }
}
