package io.cinclus.index.scann;

import io.cinclus.index.BuildContext;
import io.cinclus.index.pq.ProductQuantizer;
import io.cinclus.index.pq.ProductQuantizer.Shape;
import io.cinclus.vector.Vectors;

/**
 * Makes codebooks that are good by the {@link ScoreAwareLoss} of those that are good by the squared
 * error: encodes a sample and gives each codeword the value at which the loss of the vectors that
 * chose it is least, in turn. Not thread-safe.
 */
final class ScoreAwareTraining {
  private static final int ROUNDS = 3;
  private static final int RANGE_ROWS = 256;

  private final ScoreAwareLoss loss;
  private final Shape shape;
  private final Vectors sample;

  /** Along which errors matter, one for each vector of the sample. */
  private final Vectors units;

  private final byte[] codes;

  /** The error of each vector along its unit vector. */
  private final float[] along;

  ScoreAwareTraining(ScoreAwareLoss loss, Shape shape, Vectors sample, Vectors units) {
    this.loss = loss;
    this.shape = shape;
    this.sample = sample;
    this.units = units;
    this.codes = new byte[sample.rows() * shape.m()];
    this.along = new float[sample.rows()];
  }

  ProductQuantizer train(ProductQuantizer first, BuildContext context) throws InterruptedException {
    ProductQuantizer quantizer = first;
    for (int round = 0; round < ROUNDS && loss.eta() > 1; round++) {
      encode(quantizer, context);
      quantizer = improve(quantizer);
    }
    return quantizer;
  }

  private void encode(ProductQuantizer quantizer, BuildContext context)
      throws InterruptedException {
    context.forEachRange(
        sample.rows(),
        RANGE_ROWS,
        (from, to) -> {
          ScoreAwareLoss.Scratch scratch = new ScoreAwareLoss.Scratch(shape);
          float[] vector = new float[shape.dim()];
          float[] unit = new float[shape.dim()];
          for (int row = from; row < to; row++) {
            sample.copy(row, vector, 0);
            units.copy(row, unit, 0);
            loss.encode(quantizer, vector, unit, scratch);
            double sum = 0;
            for (int j = 0; j < shape.m(); j++) {
              codes[row * shape.m() + j] = (byte) scratch.code[j];
              for (int i = shape.from(j); i < shape.from(j + 1); i++) {
                sum += unit[i] * (vector[i] - quantizer.coordinate(i, scratch.code[j]));
              }
            }
            along[row] = (float) sum;
          }
        });
  }

  /**
   * With the other sub-spaces as they are, the loss of vectors {@code x} with a codeword {@code c}
   * is {@code Σ |x − c|² + (η − 1)(a + ⟨x − c, u⟩)²}, where {@code a} is the others' error along
   * {@code u}; it is least where {@code Σ (1 + (η − 1) u uᵀ) c = Σ x + (η − 1) u (a + ⟨x, u⟩)}.
   */
  private ProductQuantizer improve(ProductQuantizer quantizer) {
    int words = shape.words();
    float[] codebooks = quantizer.copyCodebooks();
    for (int j = 0; j < shape.m(); j++) {
      int width = shape.from(j + 1) - shape.from(j);
      LeastSquares[] systems = new LeastSquares[words];
      for (int word = 0; word < words; word++) {
        systems[word] = new LeastSquares(width);
      }
      gather(j, codebooks, systems);
      for (int word = 0; word < words; word++) {
        double[] solved = systems[word].solve();
        for (int i = 0; i < solved.length; i++) {
          codebooks[(shape.from(j) + i) * words + word] = (float) solved[i];
        }
      }
      updateAlong(j, quantizer, codebooks);
    }
    return new ProductQuantizer(shape, codebooks);
  }

  private void gather(int j, float[] codebooks, LeastSquares[] systems) {
    int from = shape.from(j);
    int width = shape.from(j + 1) - from;
    float[] vector = new float[shape.dim()];
    float[] unit = new float[shape.dim()];
    for (int row = 0; row < sample.rows(); row++) {
      sample.copy(row, vector, 0);
      units.copy(row, unit, 0);
      int word = codes[row * shape.m() + j];
      double target = along[row];
      for (int i = from; i < from + width; i++) {
        target += unit[i] * codebooks[i * shape.words() + word];
      }
      systems[word].add(vector, unit, from, (loss.eta() - 1) * target, loss.eta() - 1);
    }
  }

  private void updateAlong(int j, ProductQuantizer before, float[] codebooks) {
    float[] unit = new float[shape.dim()];
    for (int row = 0; row < sample.rows(); row++) {
      units.copy(row, unit, 0);
      int word = codes[row * shape.m() + j];
      double change = 0;
      for (int i = shape.from(j); i < shape.from(j + 1); i++) {
        change += unit[i] * (before.coordinate(i, word) - codebooks[i * shape.words() + word]);
      }
      along[row] += (float) change;
    }
  }
}
