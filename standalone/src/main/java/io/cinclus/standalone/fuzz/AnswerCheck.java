package io.cinclus.standalone.fuzz;

import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the answers of searches for one query are right, told from the scores of the rows alone.
 * Each check throws a {@link Violation} where one is not. Not thread-safe.
 */
final class AnswerCheck {
  private final BatchScorer scorer;

  /**
   * Answers of searches for the query that a scorer has; rows that it gives NaN are nowhere near
   * it.
   */
  AnswerCheck(BatchScorer scorer) {
    this.scorer = scorer;
  }

  /** A row with its score. */
  record Scored(int row, float score) {}

  /** What a search among all rows finds. */
  List<Scored> nearest(@Nullable Bits allow, int k, ScoreRange range) {
    return IntStream.range(0, scorer.rows())
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

  /** Every row found is allowed, there once, in its place, and has its score. */
  void isSound(@Nullable Bits allow, TopK out) {
    if (out.size() > out.k()) {
      throw new Violation("%d rows where at most %d are asked for".formatted(out.size(), out.k()));
    }
    BitSet seen = new BitSet();
    for (int rank = 0; rank < out.size(); rank++) {
      int row = out.row(rank);
      float score = out.score(rank);
      if (row < 0 || row >= scorer.rows()) {
        throw new Violation("row %d of %d".formatted(row, scorer.rows()));
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
  void isExact(@Nullable Bits allow, TopK out) {
    List<Scored> expected = nearest(allow, out.k(), out.range());
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
    long near =
        IntStream.range(0, scorer.rows())
            .filter(row -> allow == null || allow.get(row))
            .filter(row -> !Float.isNaN(scorer.score(row)))
            .count();
    long wanted = Math.min(out.k(), near);
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
  void isPrecise(int row, RandomData.Precise precise) {
    float score = scorer.score(row);
    if (!(Math.abs(score - precise.score()) <= precise.error())) {
      throw new Violation("row %d has %s, not %s".formatted(row, precise.score(), score));
    }
  }
}
