package io.cinclus.standalone.fuzz;

import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseScorer;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random sparse vectors. Immutable. */
record RandomSparse(SparseVectors vectors, Sort sort) implements RandomData {
  private static final int[] MAX_ROWS = {2, 12, 80, 300, 2_000};
  private static final int[] MAX_ROW_ENTRIES = {1, 4, 30};

  /** What rows are like. */
  private record Sort(Values values, int dims, int rowEntries) {}

  /** What the numbers are like. */
  enum Values {
    FREQUENCIES,
    WEIGHTS,
    SIGNED,
    WITH_ZEROS,
    /** Whose products are beyond the floats. */
    HUGE,
    /** Whose products are below the floats. */
    TINY;

    private boolean isBenign() {
      return this != HUGE && this != TINY;
    }
  }

  static RandomSparse draw(RandomGenerator random) {
    Values values = Values.values()[random.nextInt(Values.values().length)];
    int dims = 1 + (random.nextBoolean() ? random.nextInt(8) : random.nextInt(500));
    int entries = MAX_ROW_ENTRIES[random.nextInt(MAX_ROW_ENTRIES.length)];
    int rows = random.nextInt(MAX_ROWS[random.nextInt(MAX_ROWS.length)] + 1);
    return draw(random, new Sort(values, dims, entries), rows);
  }

  private static RandomSparse draw(RandomGenerator random, Sort sort, int rows) {
    int[] from = new int[rows + 1];
    int[] dims = new int[rows * sort.rowEntries()];
    float[] values = new float[dims.length];
    int entries = 0;
    for (int row = 0; row < rows; row++) {
      int[] some =
          random
              .ints(random.nextInt(sort.rowEntries() + 1), 0, sort.dims())
              .map(any -> dim(random, any))
              .boxed()
              .sorted(Integer::compareUnsigned)
              .distinct()
              .mapToInt(Integer::intValue)
              .toArray();
      for (int dim : some) {
        dims[entries] = dim;
        values[entries++] = value(random, sort.values());
      }
      from[row + 1] = entries;
    }
    return new RandomSparse(
        SparseVectors.of(from, Arrays.copyOf(dims, entries), Arrays.copyOf(values, entries)), sort);
  }

  /** Low ones more often, as words are, spread over all unsigned numbers. */
  private static int dim(RandomGenerator random, int any) {
    int one = random.nextInt(any + 1);
    return (one & 3) == 3 ? -one : one;
  }

  private static float value(RandomGenerator random, Values values) {
    float weight = 1 - random.nextFloat();
    return switch (values) {
      case FREQUENCIES -> 1 + random.nextInt(4);
      case WEIGHTS -> weight;
      case SIGNED -> weight - 0.5f;
      case WITH_ZEROS -> random.nextInt(4) == 0 ? 0 : weight;
      case HUGE -> weight * 1e37f;
      case TINY -> weight * (random.nextBoolean() ? 1e-25f : 1e-41f);
    };
  }

  @Override
  public boolean isBenign() {
    return sort.values().isBenign();
  }

  @Override
  public long sizeBytes() {
    return 4L * (vectors.from().length + 2L * vectors.dims().length);
  }

  @Override
  public VectorData copy() {
    return SparseVectors.of(
        vectors.from().clone(), vectors.dims().clone(), vectors.values().clone());
  }

  @Override
  public RandomData others(RandomGenerator random) {
    return draw(random, sort, vectors.rows());
  }

  @Override
  public @Nullable VectorData changed(RandomGenerator random) {
    float[] values = vectors.values().clone();
    if (values.length == 0) {
      return null;
    }
    int at = random.nextInt(values.length);
    values[at] = values[at] / 2 + 1;
    return Arrays.equals(values, vectors.values())
        ? null
        : SparseVectors.of(vectors.from(), vectors.dims(), values);
  }

  @Override
  public VectorData queries(RandomGenerator random, int count) {
    Values other = Values.values()[random.nextInt(Values.values().length)];
    boolean like = random.nextInt(4) != 0 || (sort.values().isBenign() && !other.isBenign());
    return draw(
            random, like ? sort : new Sort(other, sort.dims(), 1 + 2 * sort.rowEntries()), count)
        .vectors;
  }

  @Override
  public List<VectorData> wrongQueries() {
    return List.of(Vectors.of(new float[8], 8), BinaryVectors.of(new byte[1], Byte.SIZE));
  }

  @Override
  public BatchScorer scorer(Scoring scoring, VectorData queries, int query) {
    SparseScorer scorer = new SparseScorer(scoring.metric(), scoring.bm25(), vectors);
    scorer.query((SparseVectors) queries, query);
    return scorer;
  }

  @Override
  public Precise precise(Scoring scoring, VectorData queries, int query, int row) {
    SparseVectors asked = (SparseVectors) queries;
    double score = 0;
    double size = 0;
    for (int i = asked.from()[query]; i < asked.from()[query + 1]; i++) {
      for (int j = vectors.from()[row]; j < vectors.from()[row + 1]; j++) {
        if (asked.dims()[i] == vectors.dims()[j]) {
          double value = vectors.values()[j];
          double counts =
              scoring.metric() == Metric.BM25
                  ? scoring.bm25().count(value, vectors.sum(row))
                  : value;
          score += asked.values()[i] * counts;
          size += Math.abs(asked.values()[i] * counts);
        }
      }
    }
    return new Precise(score, size * 0x1p-20 + Float.MIN_VALUE);
  }

  @Override
  public String toString() {
    return "%d rows of %s, up to %d of %d dimensions"
        .formatted(vectors.rows(), sort.values(), sort.rowEntries(), sort.dims());
  }
}
