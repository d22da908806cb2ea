package io.cinclus.standalone.fuzz;

import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random rows of one kind of vector, and what is known of them without an index. Immutable. */
sealed interface RandomData permits RandomVectors, RandomBits, RandomSparse {

  static RandomData draw(RandomGenerator random, VectorKind kind) {
    return switch (kind) {
      case DENSE -> RandomVectors.draw(random);
      case BINARY -> RandomBits.draw(random);
      case SPARSE -> RandomSparse.draw(random);
    };
  }

  VectorData vectors();

  /** Whether an index must be good at them, not only right. */
  boolean isBenign();

  /** Of their content. */
  long sizeBytes();

  /** The same rows in other arrays. */
  VectorData copy();

  /** As many rows of the same dimension and the same sort. */
  RandomData others(RandomGenerator random);

  /** The same rows but for a number; null where there is none to change, or it is the same then. */
  @Nullable VectorData changed(RandomGenerator random);

  /** Queries: rows, or like them, or of another sort. */
  VectorData queries(RandomGenerator random, int count);

  /** Queries that must be refused, since they are of another kind or dimension. */
  List<VectorData> wrongQueries();

  /** What scores the rows against a query, without any index. */
  BatchScorer scorer(Scoring scoring, VectorData queries, int query);

  /** The score of a row in double precision. */
  Precise precise(Scoring scoring, VectorData queries, int query, int row);

  /**
   * How rows are scored.
   *
   * @param bm25 for that metric
   */
  record Scoring(Kernels kernels, Metric metric, Bm25 bm25) {}

  /**
   * A score.
   *
   * @param error by which the one in single precision may differ
   */
  record Precise(double score, double error) {}

  /** Some of these rows, which a search may find; null for all. */
  static @Nullable Bits allow(RandomGenerator random, int rows) {
    long[] words = new long[(rows + 63) / 64 + random.nextInt(2)];
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        return null;
      }
      case 2 -> {} // None.
      case 3 -> Arrays.fill(words, -1L);
      case 4 -> {
        if (rows > 0) {
          int row = random.nextInt(rows);
          words[row >> 6] |= 1L << row;
        }
      }
      default -> {
        double share = Math.pow(10, -3 * random.nextDouble());
        for (int row = 0; row < rows; row++) {
          if (random.nextDouble() < share) {
            words[row >> 6] |= 1L << row;
          }
        }
      }
    }
    return new Bits(words, rows);
  }
}
