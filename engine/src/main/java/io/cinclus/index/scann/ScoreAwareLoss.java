package io.cinclus.index.scann;

import io.cinclus.index.pq.ProductQuantizer;
import io.cinclus.index.pq.ProductQuantizer.Shape;

/**
 * The loss of replacing a vector {@code x} by what a code stands for, with the error {@code e} and
 * a unit vector {@code u} along which errors matter: {@code |e|² + (η − 1)⟨e, u⟩²}, which is the
 * paper's {@code h∥|e∥|² + h⊥|e⊥|²} divided by {@code h⊥}. Immutable.
 *
 * @param eta {@code h∥ / h⊥}, at least 1, where it is the squared error
 */
record ScoreAwareLoss(float eta) {
  private static final double THRESHOLD = 0.2;
  private static final int MAX_PASSES = 4;

  /** The paper's (theorem 3.2) for its threshold T. */
  static ScoreAwareLoss of(int dim) {
    double squared = THRESHOLD * THRESHOLD;
    return new ScoreAwareLoss((float) Math.max(1, (dim - 1) * squared / (1 - squared)));
  }

  /** Room for encoding one vector after another. Not thread-safe. */
  static final class Scratch {
    final float[] products;
    final float[] alongs;
    final int[] code;

    Scratch(Shape shape) {
      products = new float[shape.m() * shape.words()];
      alongs = new float[shape.m() * shape.words()];
      code = new int[shape.m()];
    }
  }

  /**
   * Chooses codewords by coordinate descent from the nearest ones (the paper's section 4.1): one
   * sub-space after the other takes the codeword that is best with the others as they are.
   */
  void encode(ProductQuantizer quantizer, float[] vector, float[] unit, Scratch scratch) {
    Shape shape = quantizer.shape();
    quantizer.encode(vector, scratch.products, scratch.code);
    quantizer.tables(unit, scratch.alongs);
    int words = shape.words();
    double along = 0;
    for (int i = 0; i < vector.length; i++) {
      along += (double) vector[i] * unit[i];
    }
    for (int j = 0; j < shape.m(); j++) {
      along -= scratch.alongs[j * words + scratch.code[j]];
    }
    boolean changed = eta > 1;
    for (int pass = 0; pass < MAX_PASSES && changed; pass++) {
      changed = false;
      for (int j = 0; j < shape.m(); j++) {
        int before = scratch.code[j];
        double others = along + scratch.alongs[j * words + before];
        int best = best(quantizer, j, (float) others, scratch);
        if (best != before) {
          scratch.code[j] = best;
          along = others - scratch.alongs[j * words + best];
          changed = true;
        }
      }
    }
  }

  /**
   * The best codeword of a sub-space.
   *
   * @param others the error along the unit vector if this sub-space's codeword were 0
   */
  private int best(ProductQuantizer quantizer, int j, float others, Scratch scratch) {
    int words = quantizer.shape().words();
    int best = scratch.code[j];
    float least = Float.POSITIVE_INFINITY;
    for (int word = 0; word < words; word++) {
      int at = j * words + word;
      float along = others - scratch.alongs[at];
      float loss =
          2 * (quantizer.halfNorm(j, word) - scratch.products[at]) + (eta - 1) * along * along;
      if (loss < least) {
        least = loss;
        best = word;
      }
    }
    return best;
  }
}
