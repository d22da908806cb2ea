package io.cinclus.index.scann;

/**
 * The normal equations {@code Σ (1 + w u uᵀ) c = Σ x + t u} of one codeword {@code c}. Not
 * thread-safe.
 */
final class LeastSquares {
  private final int width;
  private final double[][] matrix;
  private int count;

  LeastSquares(int width) {
    this.width = width;
    this.matrix = new double[width][width + 1];
  }

  /**
   * Adds a vector.
   *
   * @param from where {@code x} and {@code u} begin in their arrays
   * @param target {@code t}
   * @param weight {@code w}
   */
  void add(float[] vector, float[] unit, int from, double target, double weight) {
    count++;
    for (int i = 0; i < width; i++) {
      double u = unit[from + i];
      double[] row = matrix[i];
      for (int j = 0; j < width; j++) {
        row[j] += weight * u * unit[from + j];
      }
      row[i] += 1;
      row[width] += vector[from + i] + target * u;
    }
  }

  /** The codeword; nothing where no vector was added. The matrix is positive definite. */
  double[] solve() {
    if (count == 0) {
      return new double[0];
    }
    for (int pivot = 0; pivot < width; pivot++) {
      for (int row = pivot + 1; row < width; row++) {
        double factor = matrix[row][pivot] / matrix[pivot][pivot];
        for (int i = pivot; i <= width; i++) {
          matrix[row][i] -= factor * matrix[pivot][i];
        }
      }
    }
    double[] solved = new double[width];
    for (int row = width - 1; row >= 0; row--) {
      double sum = matrix[row][width];
      for (int i = row + 1; i < width; i++) {
        sum -= matrix[row][i] * solved[i];
      }
      solved[row] = sum / matrix[row][row];
    }
    return solved;
  }
}
