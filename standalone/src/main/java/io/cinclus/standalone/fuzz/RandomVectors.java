package io.cinclus.standalone.fuzz;

import io.cinclus.value.Bfloat16;
import io.cinclus.value.Float16;
import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.ElementType;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random dense vectors. Immutable.
 *
 * @param numbers of all rows in float32, before they are rounded to the vectors' own type
 */
@SuppressWarnings("ArrayRecordComponent")
record RandomVectors(Kind kind, Vectors vectors, float[] numbers) implements RandomData {
  private static final int[] MAX_DIMS = {3, 16, 70, 300};
  private static final int[] MAX_ROWS = {2, 12, 80, 300, 800};
  private static final int MAX_VALUES = 20_000;
  private static final int CENTRES = 8;

  /** How far a score may be from that in double precision, in units of the last place. */
  private static final double UNITS = 4;

  /** What the numbers are like. */
  enum Kind {
    GAUSSIAN(true),
    CLUSTERED(true),
    /** Of which many scores are equal. */
    SMALL_INTEGERS(true),
    /** A few rows again and again. */
    DUPLICATES(true),
    /** Rows of zeros among others. */
    ZEROS(true),
    /** Whose squares are beyond the floats. */
    HUGE(false),
    /** Whose squares are below the floats. */
    TINY(false),
    /** With some that are no numbers. */
    NAN(false),
    INFINITE(false),
    /** Any bits. */
    NOISE(false);

    /** Whether an index must be good at them, not only right. */
    private final boolean benign;

    Kind(boolean benign) {
      this.benign = benign;
    }

    boolean isBenign() {
      return benign;
    }

    private static Kind draw(RandomGenerator random) {
      Kind[] kinds = random.nextInt(3) == 0 ? values() : benign();
      return kinds[random.nextInt(kinds.length)];
    }

    private static Kind[] benign() {
      return Arrays.stream(values()).filter(Kind::isBenign).toArray(Kind[]::new);
    }
  }

  static RandomVectors draw(RandomGenerator random) {
    int dim = 1 + random.nextInt(MAX_DIMS[random.nextInt(MAX_DIMS.length)]);
    int most = Math.min(MAX_VALUES / dim, MAX_ROWS[random.nextInt(MAX_ROWS.length)]);
    Kind kind = Kind.draw(random);
    float[] numbers = numbers(random, kind, dim, random.nextInt(most + 1));
    return new RandomVectors(kind, view(random, numbers, dim), numbers);
  }

  private static float[] numbers(RandomGenerator random, Kind kind, int dim, int rows) {
    float[] values = new float[rows * dim];
    float[] centres = new float[CENTRES * dim];
    fill(random, Kind.GAUSSIAN, centres);
    fill(random, kind, values);
    for (int row = 0; row < rows; row++) {
      int centre = random.nextInt(CENTRES) * dim;
      switch (kind) {
        case CLUSTERED -> {
          for (int i = 0; i < dim; i++) {
            values[row * dim + i] = 0.3f * values[row * dim + i] + centres[centre + i];
          }
        }
        case DUPLICATES -> System.arraycopy(centres, centre, values, row * dim, dim);
        case ZEROS -> {
          if (random.nextInt(4) == 0) {
            Arrays.fill(values, row * dim, (row + 1) * dim, 0);
          }
        }
        default -> {}
      }
    }
    return values;
  }

  /** In one array or in chunks, mostly of float32. */
  private static Vectors view(RandomGenerator random, float[] values, int dim) {
    ElementType[] types = ElementType.values();
    ElementType type =
        random.nextInt(3) == 0 ? types[random.nextInt(types.length)] : ElementType.FLOAT32;
    if (random.nextBoolean()) {
      return whole(type, values, dim);
    }
    int rows = values.length / dim;
    int chunkRows = 1 << random.nextInt(11);
    float[][] chunks = new float[Math.max(1, (rows + chunkRows - 1) / chunkRows)][];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      int from = chunk * chunkRows * dim;
      chunks[chunk] =
          Arrays.copyOfRange(values, from, Math.min(values.length, from + chunkRows * dim));
    }
    return switch (type) {
      case FLOAT32 -> Vectors.ofChunks(chunks, chunkRows, dim, rows);
      case FLOAT16, BFLOAT16 -> Vectors.ofChunks(type, shorts(type, chunks), chunkRows, dim, rows);
      case INT8 ->
          Vectors.ofChunks(
              Arrays.stream(chunks).map(RandomVectors::bytes).toArray(byte[][]::new),
              chunkRows,
              dim,
              rows);
    };
  }

  private static Vectors whole(ElementType type, float[] values, int dim) {
    return switch (type) {
      case FLOAT32 -> Vectors.of(values, dim);
      case FLOAT16, BFLOAT16 -> Vectors.of(type, shorts(type, values)[0], dim);
      case INT8 -> Vectors.of(bytes(values), dim);
    };
  }

  private static short[][] shorts(ElementType type, float[]... chunks) {
    short[][] all = new short[chunks.length][];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      all[chunk] = new short[chunks[chunk].length];
      for (int i = 0; i < all[chunk].length; i++) {
        float value = chunks[chunk][i];
        all[chunk][i] = type == ElementType.FLOAT16 ? Float16.of(value) : Bfloat16.of(value);
      }
    }
    return all;
  }

  private static byte[] bytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(20 * values[i]);
    }
    return bytes;
  }

  private static void fill(RandomGenerator random, Kind kind, float[] values) {
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian();
      values[i] =
          switch (kind) {
            case GAUSSIAN, CLUSTERED, DUPLICATES, ZEROS -> value;
            case SMALL_INTEGERS -> random.nextInt(-2, 3);
            case HUGE -> value * (random.nextBoolean() ? 1e20f : 1e37f);
            case TINY -> value * (random.nextBoolean() ? 1e-25f : 1e-41f);
            case NAN -> random.nextInt(200) == 0 ? Float.NaN : value;
            case INFINITE -> random.nextInt(200) == 0 ? value / 0 : value;
            case NOISE -> Float.intBitsToFloat(random.nextInt());
          };
    }
  }

  @Override
  public boolean isBenign() {
    return kind.isBenign();
  }

  @Override
  public long sizeBytes() {
    return 4L * numbers.length;
  }

  @Override
  public VectorData copy() {
    return whole(vectors.elementType(), numbers.clone(), vectors.dim());
  }

  @Override
  public RandomData others(RandomGenerator random) {
    float[] other = numbers(random, kind, vectors.dim(), vectors.rows());
    return new RandomVectors(kind, whole(vectors.elementType(), other, vectors.dim()), other);
  }

  @Override
  public @Nullable VectorData changed(RandomGenerator random) {
    if (numbers.length == 0) {
      return null;
    }
    float[] changed = numbers.clone();
    changed[random.nextInt(changed.length)] += 1;
    Vectors others = whole(vectors.elementType(), changed, vectors.dim());
    return others.checksum() == vectors.checksum() ? null : others;
  }

  @Override
  public VectorData queries(RandomGenerator random, int count) {
    int dim = vectors.dim();
    float[] queries = new float[count * dim];
    for (int i = 0; i < count; i++) {
      if (vectors.rows() > 0 && random.nextInt(3) == 0) {
        vectors.copy(random.nextInt(vectors.rows()), queries, i * dim);
      } else {
        Kind like = kind.isBenign() || random.nextBoolean() ? kind : Kind.draw(random);
        System.arraycopy(numbers(random, like, dim, 1), 0, queries, i * dim, dim);
      }
    }
    return Vectors.of(queries, dim);
  }

  @Override
  public List<VectorData> wrongQueries() {
    int dim = vectors.dim();
    return List.of(
        Vectors.of(new float[dim + 1], dim + 1), BinaryVectors.of(new byte[dim], Byte.SIZE * dim));
  }

  @Override
  public BatchScorer scorer(Scoring scoring, VectorData queries, int query) {
    Scorer scorer = new Scorer(scoring.kernels(), scoring.metric(), vectors);
    scorer.query(((Vectors) queries).copy(query));
    return scorer;
  }

  @Override
  public Precise precise(Scoring scoring, VectorData queries, int query, int row) {
    double dot = 0;
    double squared = 0;
    double queryNorm = 0;
    double rowNorm = 0;
    float[] asked = ((Vectors) queries).copy(query);
    float[] values = vectors.copy(row);
    for (int i = 0; i < asked.length; i++) {
      double difference = (double) asked[i] - values[i];
      dot += (double) asked[i] * values[i];
      squared += difference * difference;
      queryNorm += (double) asked[i] * asked[i];
      rowNorm += (double) values[i] * values[i];
    }
    double norms = Math.sqrt(queryNorm * rowNorm);
    double unit = UNITS * (vectors.dim() + 16) * 0x1p-24;
    Precise one =
        switch (scoring.metric()) {
          case L2 -> new Precise(-squared, unit * squared);
          case IP -> new Precise(dot, unit * norms);
          case COSINE -> new Precise(norms == 0 ? 0 : dot / norms, unit);
          default -> throw new IllegalArgumentException(scoring.metric() + " of dense vectors");
        };
    return new Precise(one.score(), one.error() + Float.MIN_VALUE);
  }

  @Override
  public String toString() {
    return "%d rows of dim %d of %s, %s"
        .formatted(vectors.rows(), vectors.dim(), vectors.elementType(), kind);
  }
}
