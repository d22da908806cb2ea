package io.cinclus.vector;

import java.util.List;
import java.util.Random;

/** Random vectors for tests, and the plainest possible nearest neighbours to compare with. */
public final class TestVectors {
  /** The metrics of dense vectors. */
  public static final List<Metric> DENSE_METRICS = Metric.ofKind(VectorKind.DENSE);

  private TestVectors() {}

  /** A seed that is new in each run and printed, so that a failure can be repeated. */
  public static long printedSeed() {
    long seed = Long.getLong("cinclus.test.seed", System.nanoTime());
    System.out.println("-Dcinclus.test.seed=" + seed);
    return seed;
  }

  public static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Rows around the centers, which are themselves rows of the same dimension. */
  public static float[] clustered(Random random, float[] centers, int dim, int rows) {
    float[] values = gaussian(random, rows * dim);
    for (int row = 0; row < rows; row++) {
      int center = random.nextInt(centers.length / dim);
      for (int j = 0; j < dim; j++) {
        values[row * dim + j] = 0.5f * values[row * dim + j] + centers[center * dim + j];
      }
    }
    return values;
  }

  /** The rows of an array as separate arrays. */
  public static float[][] split(float[] values, int dim) {
    Vectors vectors = Vectors.of(values, dim);
    float[][] rows = new float[vectors.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = vectors.copy(row);
    }
    return rows;
  }

  /** The score in double precision. */
  public static double score(Metric metric, float[] query, float[] row) {
    double dot = 0;
    double squared = 0;
    double queryNorm = 0;
    double rowNorm = 0;
    for (int j = 0; j < query.length; j++) {
      double difference = (double) query[j] - row[j];
      dot += (double) query[j] * row[j];
      squared += difference * difference;
      queryNorm += (double) query[j] * query[j];
      rowNorm += (double) row[j] * row[j];
    }
    return switch (metric) {
      case L2 -> -squared;
      case IP -> dot;
      case COSINE -> queryNorm == 0 || rowNorm == 0 ? 0 : dot / Math.sqrt(queryNorm * rowNorm);
      default -> throw new IllegalArgumentException(metric + " of dense vectors");
    };
  }

  /** Each row with the given probability. */
  public static Bits randomBits(Random random, int rows, double share) {
    long[] words = new long[(rows + 63) / 64];
    for (int row = 0; row < rows; row++) {
      if (random.nextDouble() < share) {
        words[row >> 6] |= 1L << row;
      }
    }
    return new Bits(words, rows);
  }
}
