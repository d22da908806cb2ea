package io.cinclus.standalone.fuzz;

import io.cinclus.vector.Bits;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random vectors of one kind. Immutable.
 *
 * @param values of all rows; the first {@code vectors.rows()} of {@code vectors.dim()} each
 */
@SuppressWarnings("ArrayRecordComponent")
record RandomVectors(Kind kind, Vectors vectors, float[] values) {
  private static final int[] MAX_DIMS = {3, 16, 70, 300};
  private static final int[] MAX_ROWS = {2, 12, 80, 300, 800};
  private static final int MAX_VALUES = 20_000;
  private static final int CENTRES = 8;

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
    return draw(random, Kind.draw(random), dim, random.nextInt(most + 1));
  }

  static RandomVectors draw(RandomGenerator random, Kind kind, int dim, int rows) {
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
    return new RandomVectors(kind, view(random, values, dim), values);
  }

  private static Vectors view(RandomGenerator random, float[] values, int dim) {
    int rows = values.length / dim;
    if (random.nextBoolean()) {
      return Vectors.of(values, dim);
    }
    int chunkRows = 1 << random.nextInt(11);
    float[][] chunks = new float[Math.max(1, (rows + chunkRows - 1) / chunkRows)][];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      int from = chunk * chunkRows * dim;
      chunks[chunk] =
          Arrays.copyOfRange(values, from, Math.min(values.length, from + chunkRows * dim));
    }
    return Vectors.ofChunks(chunks, chunkRows, dim, rows);
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

  /** A query: a row, or like one, or of another kind. */
  float[] query(RandomGenerator random) {
    if (vectors.rows() > 0 && random.nextInt(3) == 0) {
      return vectors.copy(random.nextInt(vectors.rows()));
    }
    Kind like = kind.isBenign() || random.nextBoolean() ? kind : Kind.draw(random);
    return draw(random, like, vectors.dim(), 1).values();
  }

  /** Rows that a search may find; null for all. */
  @Nullable Bits allow(RandomGenerator random) {
    int rows = vectors.rows();
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
