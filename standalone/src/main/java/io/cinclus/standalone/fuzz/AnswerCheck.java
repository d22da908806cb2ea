package io.cinclus.standalone.fuzz;

import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether answers are right, told from the vectors alone. Each check throws a {@link Violation}
 * where one is not. Immutable.
 */
final class AnswerCheck {
  /** How far a score may be from that in double precision, in units of the last place. */
  private static final double UNITS = 4;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;

  /** Answers of searches by these kernels among these rows. */
  AnswerCheck(Kernels kernels, Metric metric, Vectors vectors) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
  }

  /** A row with its score. */
  record Scored(int row, float score) {}

  /** What a search among all rows finds. */
  List<Scored> nearest(float[] query, @Nullable Bits allow, int k, ScoreRange range) {
    Scorer scorer = scorer(query);
    return IntStream.range(0, vectors.rows())
        .filter(row -> allow == null || allow.get(row))
        .mapToObj(row -> new Scored(row, scorer.score(row)))
        .filter(scored -> isIn(range, scored.score()))
        .sorted(Comparator.comparing(scored -> 0f - scored.score()))
        .limit(k)
        .toList();
  }

  private static boolean isIn(ScoreRange range, float score) {
    boolean above = score > range.above() || range.above() == Float.NEGATIVE_INFINITY;
    return above && score <= range.upTo();
  }

  private Scorer scorer(float[] query) {
    Scorer scorer = new Scorer(kernels, metric, vectors);
    scorer.query(query);
    return scorer;
  }

  /** Every row found is allowed, there once, in its place, and has its score. */
  void isSound(float[] query, @Nullable Bits allow, TopK out) {
    if (out.size() > out.k()) {
      throw new Violation("%d rows where at most %d are asked for".formatted(out.size(), out.k()));
    }
    Scorer scorer = scorer(query);
    BitSet seen = new BitSet();
    for (int rank = 0; rank < out.size(); rank++) {
      int row = out.row(rank);
      float score = out.score(rank);
      if (row < 0 || row >= vectors.rows()) {
        throw new Violation("row %d of %d".formatted(row, vectors.rows()));
      }
      if (allow != null && !allow.get(row)) {
        throw new Violation("row %d, which is not allowed".formatted(row));
      }
      if (seen.get(row)) {
        throw new Violation("row %d twice".formatted(row));
      }
      seen.set(row);
      if (score != scorer.score(row)) {
        throw new Violation(
            "row %d with the score %s, but it is %s".formatted(row, score, scorer.score(row)));
      }
      if (!isIn(out.range(), score)) {
        throw new Violation("row %d with %s, outside %s".formatted(row, score, out.range()));
      }
      if (rank > 0 && isBefore(row, score, out.row(rank - 1), out.score(rank - 1))) {
        throw new Violation("row %d is behind %d".formatted(row, out.row(rank - 1)));
      }
    }
  }

  private static boolean isBefore(int row, float score, int other, float otherScore) {
    return score > otherScore || (score == otherScore && row < other);
  }

  /** The rows are those of a search among all. */
  void isExact(float[] query, @Nullable Bits allow, TopK out) {
    List<Scored> expected = nearest(query, allow, out.k(), out.range());
    if (expected.size() != out.size()) {
      throw new Violation("%d rows, but there are %d".formatted(out.size(), expected.size()));
    }
    for (int rank = 0; rank < out.size(); rank++) {
      if (expected.get(rank).row() != out.row(rank)) {
        throw new Violation(
            "row %d at rank %d, but it should be %s"
                .formatted(out.row(rank), rank, expected.get(rank)));
      }
    }
  }

  /** There are as many rows as are asked for, or allowed. */
  void isComplete(@Nullable Bits allow, TopK out) {
    int wanted = Math.min(out.k(), Bits.allowed(allow, vectors.rows()));
    if (out.size() != wanted) {
      throw new Violation("%d rows where there are %d".formatted(out.size(), wanted));
    }
  }

  /** How many of the rows found are among the nearest, or as near. */
  int hits(List<Scored> nearest, TopK out) {
    float least = nearest.isEmpty() ? 0 : nearest.get(nearest.size() - 1).score();
    int hits = 0;
    while (hits < out.size() && out.score(hits) >= least) {
      hits++;
    }
    return hits;
  }

  /** The score of a row is what double precision says, but for rounding. */
  void isPrecise(float[] query, int row) {
    double dot = 0;
    double squared = 0;
    double queryNorm = 0;
    double rowNorm = 0;
    float[] values = vectors.copy(row);
    for (int i = 0; i < query.length; i++) {
      double difference = (double) query[i] - values[i];
      dot += (double) query[i] * values[i];
      squared += difference * difference;
      queryNorm += (double) query[i] * query[i];
      rowNorm += (double) values[i] * values[i];
    }
    double norms = Math.sqrt(queryNorm * rowNorm);
    double expected =
        switch (metric) {
          case L2 -> -squared;
          case IP -> dot;
          case COSINE -> norms == 0 ? 0 : dot / norms;
          default -> throw new IllegalArgumentException(metric + " of dense vectors");
        };
    double scale =
        switch (metric) {
          case L2 -> squared;
          case IP -> norms;
          case COSINE -> 1;
          default -> throw new IllegalArgumentException(metric + " of dense vectors");
        };
    float score = scorer(query).score(row);
    double limit = UNITS * (vectors.dim() + 16) * 0x1p-24 * scale + Float.MIN_VALUE;
    if (!(Math.abs(score - expected) <= limit)) {
      throw new Violation("the %s of row %d is %s, not %s".formatted(metric, row, expected, score));
    }
  }
}
