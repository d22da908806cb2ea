package io.cinclus.standalone.fuzz;

import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/** Arguments that nobody may give: each is an error that says so. */
final class HostileArguments {
  private final RandomGenerator random;
  private final Tally tally;

  HostileArguments(RandomGenerator random, Tally tally) {
    this.random = random;
    this.tally = tally;
  }

  void areRefused(IndexType type, Metric metric) {
    int below = -random.nextInt(3);
    float[] values = new float[random.nextInt(50)];
    mustRefuse("dimension " + below, () -> Vectors.of(values, below));
    mustRefuse("a broken row", () -> Vectors.of(new float[8 * values.length + 7], 8));
    mustRefuse("chunks of 3", () -> Vectors.ofChunks(new float[2][99], 3, 4, 5));
    mustRefuse("short chunks", () -> Vectors.ofChunks(new float[2][15], 4, 4, 8));
    mustRefuse("bits of dim 7", () -> BinaryVectors.of(new byte[7], 7));
    mustRefuse("a broken row of bits", () -> BinaryVectors.of(new byte[9], 16));
    mustRefuse("falling dimensions", () -> sparse(5, 1 - below));
    mustRefuse("a dimension twice", () -> sparse(5, 5));
    mustRefuse(
        "a value that is no number", () -> new SparseVector(new int[1], new float[] {Float.NaN}));
    mustRefuse("BM25 of documents without length", () -> new Bm25(1, 0.5, below));
    mustRefuse("k " + below, () -> new TopK(below));
    mustRefuse("a negative size", () -> new Bits(new long[1], below - 1));
    mustRefuse("an empty range", () -> new ScoreRange(1, 1));
    mustRefuse("no range", () -> new ScoreRange(Float.NaN, 1));
    mustRefuse("a metric", () -> Metric.of("L" + random.nextInt(3, 99)));
    mustRefuse("an index type", () -> IndexType.of("HNSW" + random.nextInt()));
    int k = 1 + random.nextInt(100);
    acceptedOr(
        tally,
        () -> SearchParams.parse(type, RandomParams.hostile(random, type.searchParameters()), k));
    acceptedOr(
        tally,
        () ->
            IndexParams.parse(type, metric, RandomParams.hostile(random, type.buildParameters())));
  }

  private static SparseVector sparse(int... indices) {
    return new SparseVector(indices, new float[indices.length]);
  }

  private void mustRefuse(String what, Callable<?> work) {
    mustRefuse(tally, what, work);
  }

  static void mustRefuse(Tally tally, String what, Callable<?> work) {
    if (acceptedOr(tally, work).isPresent()) {
      throw new Violation(what + " is accepted");
    }
  }

  /** What it gives; empty where it refuses, with a reason. */
  static <T> Optional<T> acceptedOr(Tally tally, Callable<T> work) {
    try {
      return Optional.of(work.call());
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).length() < 10) {
        throw new Violation("an error that says nothing: " + e, e);
      }
      tally.refused();
      return Optional.empty();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new Violation("an error that is not clear: " + e, e);
    }
  }
}
