package io.cinclus.standalone.fuzz;

import io.cinclus.value.SparseVector;
import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseScorer;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    SparseVector[] vectors = new SparseVector[rows];
    for (int row = 0; row < rows; row++) {
      int[] indices =
          random
              .ints(random.nextInt(sort.rowEntries() + 1), 0, sort.dims())
              .map(any -> dim(random, any))
              .boxed()
              .sorted(Integer::compareUnsigned)
              .distinct()
              .mapToInt(Integer::intValue)
              .toArray();
      float[] values = new float[indices.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(random, sort.values());
      }
      vectors[row] = new SparseVector(indices, values);
    }
    return new RandomSparse(SparseVectors.of(vectors), sort);
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
    return rows().mapToLong(row -> 48 + 8L * row.size()).sum();
  }

  private Stream<SparseVector> rows() {
    return IntStream.range(0, vectors.rows()).mapToObj(vectors::row);
  }

  @Override
  public VectorData copy() {
    return SparseVectors.of(
        rows()
            .map(row -> new SparseVector(row.indices().clone(), row.values().clone()))
            .toArray(SparseVector[]::new));
  }

  @Override
  public RandomData others(RandomGenerator random) {
    return draw(random, sort, vectors.rows());
  }

  @Override
  public @Nullable VectorData changed(RandomGenerator random) {
    SparseVector[] changed = rows().toArray(SparseVector[]::new);
    if (changed.length == 0) {
      return null;
    }
    int row = random.nextInt(changed.length);
    float[] values = changed[row].values().clone();
    if (values.length > 0) {
      int at = random.nextInt(values.length);
      values[at] = values[at] / 2 + 1;
    }
    changed[row] = new SparseVector(changed[row].indices(), values);
    return changed[row].equals(vectors.row(row)) ? null : SparseVectors.of(changed);
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
    SparseVector asked = ((SparseVectors) queries).row(query);
    SparseVector found = vectors.row(row);
    double score = 0;
    double size = 0;
    for (int i = 0; i < asked.size(); i++) {
      for (int j = 0; j < found.size(); j++) {
        if (asked.indices()[i] == found.indices()[j]) {
          double value = found.values()[j];
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
