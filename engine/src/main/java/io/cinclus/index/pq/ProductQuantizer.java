package io.cinclus.index.pq;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.kmeans.KMeans;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Arrays;

/**
 * Codebooks for the sub-vectors of a vector: sub-space {@code j} of {@code m} has the coordinates
 * {@code [dim j / m, dim (j + 1) / m)} and {@code 2^nbits} codewords. Immutable.
 */
public final class ProductQuantizer {
  private static final String CODEBOOKS = "pq.codebooks";

  /** Numbers of sampled rows that are held at a time, 128 MiB. */
  private static final int MAX_SAMPLE_FLOATS = 1 << 25;

  private final Shape shape;

  /** The i-th coordinates of the codewords of its sub-space, behind those of the ones before. */
  private final float[] codebooks;

  /** Half the squared norm of each codeword of each sub-space. */
  private final float[] halfNorms;

  /**
   * How vectors are cut.
   *
   * @param m the number of sub-spaces
   * @param nbits the bits of a code in one, at most 8
   */
  public record Shape(int dim, int m, int nbits) {
    public Shape {
      if (m < 1 || m > dim || nbits < 1 || nbits > 8) {
        throw new IllegalArgumentException(
            "%d codes of %d bits for vectors of dim %d".formatted(m, nbits, dim));
      }
    }

    /** How many codewords a sub-space has. */
    public int words() {
      return 1 << nbits;
    }

    /** The first coordinate of a sub-space; that of {@code m} is where the last one ends. */
    public int from(int subSpace) {
      return (int) ((long) dim * subSpace / m);
    }
  }

  /**
   * With these codebooks, which must not change.
   *
   * @param codebooks for each coordinate in turn that of each codeword of its sub-space
   */
  public ProductQuantizer(Shape shape, float[] codebooks) {
    this.shape = shape;
    this.codebooks = codebooks;
    int words = shape.words();
    this.halfNorms = new float[shape.m() * words];
    for (int j = 0; j < shape.m(); j++) {
      for (int i = shape.from(j); i < shape.from(j + 1); i++) {
        for (int word = 0; word < words; word++) {
          float value = codebooks[i * words + word];
          halfNorms[j * words + word] += value * value / 2;
        }
      }
    }
  }

  /** How many rows, at most, codebooks are trained with. */
  public static int sampleRows(Shape shape) {
    int enough = KMeans.SAMPLE_ROWS * shape.words();
    return Math.min(enough, Math.max(shape.words(), MAX_SAMPLE_FLOATS / shape.dim()));
  }

  /** How much {@link #train} holds at most, with the codebooks. */
  public static long buildBytes(Shape shape, long sampleRows) {
    int width = shape.dim() / shape.m() + 1;
    return 4L * shape.words() * (shape.dim() + shape.m())
        + 4 * sampleRows * width
        + KMeans.buildBytes(sampleRows, width, shape.words());
  }

  /** Trains codebooks with k-means in each sub-space. */
  public static ProductQuantizer train(
      Kernels kernels, Shape shape, Vectors sample, BuildContext context)
      throws InterruptedException {
    KMeans means = new KMeans(kernels, Metric.L2, context);
    int words = shape.words();
    float[] codebooks = new float[Math.multiplyExact(shape.dim(), words)];
    float[] row = new float[shape.dim()];
    for (int j = 0; j < shape.m(); j++) {
      int from = shape.from(j);
      int width = shape.from(j + 1) - from;
      float[] parts = new float[sample.rows() * width];
      for (int each = 0; each < sample.rows(); each++) {
        sample.copy(each, row, 0);
        System.arraycopy(row, from, parts, each * width, width);
      }
      Vectors trained = means.train(Vectors.of(parts, width), words);
      for (int word = 0; word < words; word++) {
        trained.copy(word < trained.rows() ? word : 0, row, 0);
        for (int i = 0; i < width; i++) {
          codebooks[(from + i) * words + word] = row[i];
        }
      }
    }
    return new ProductQuantizer(shape, codebooks);
  }

  public Shape shape() {
    return shape;
  }

  /** A coordinate of a codeword of its sub-space. */
  public float coordinate(int i, int word) {
    return codebooks[i * shape.words() + word];
  }

  /** Half the squared norm of a codeword. */
  public float halfNorm(int subSpace, int word) {
    return halfNorms[subSpace * shape.words() + word];
  }

  /** The codebooks, as the constructor takes them. */
  public float[] copyCodebooks() {
    return codebooks.clone();
  }

  public void write(IndexSections out) {
    out.add(CODEBOOKS, codebooks);
  }

  /** Reads codebooks of this shape. */
  public static ProductQuantizer read(Shape shape, IndexFileReader in) throws IOException {
    int length = Math.multiplyExact(shape.dim(), shape.words());
    float[] codebooks = in.floats(CODEBOOKS, length);
    in.check(
        CODEBOOKS, codebooks.length == length, codebooks.length + " floats for dim " + shape.dim());
    return new ProductQuantizer(shape, codebooks);
  }

  public long memoryBytes() {
    return 4L * (codebooks.length + halfNorms.length);
  }

  /** Fills {@code tables[j 2^nbits + word]} with the products of the vector and the codewords. */
  public void tables(float[] vector, float[] tables) {
    int words = shape.words();
    Arrays.fill(tables, 0, shape.m() * words, 0f);
    for (int j = 0; j < shape.m(); j++) {
      for (int i = shape.from(j); i < shape.from(j + 1); i++) {
        addScaled(vector[i], codebooks, i * words, tables, j * words, words);
      }
    }
  }

  /** Which the JIT compiler makes SIMD code of. */
  private static void addScaled(
      float factor, float[] values, int from, float[] sums, int to, int count) {
    for (int i = 0; i < count; i++) {
      sums[to + i] += factor * values[from + i];
    }
  }

  /**
   * The nearest codeword in each sub-space.
   *
   * @param tables room for {@link #tables}, {@code m 2^nbits} floats
   */
  public void encode(float[] vector, float[] tables, int[] code) {
    tables(vector, tables);
    int words = shape.words();
    for (int j = 0; j < shape.m(); j++) {
      int best = j * words;
      float most = Float.NEGATIVE_INFINITY;
      for (int at = best; at < (j + 1) * words; at++) {
        float score = tables[at] - halfNorms[at];
        if (score > most) { // Which NaN is not.
          most = score;
          best = at;
        }
      }
      code[j] = best - j * words;
    }
  }

  /** What a code stands for; returns its squared norm. */
  public double decode(int[] code, float[] target) {
    double norm = 0;
    for (int j = 0; j < shape.m(); j++) {
      for (int i = shape.from(j); i < shape.from(j + 1); i++) {
        target[i] = coordinate(i, code[j]);
        norm += (double) target[i] * target[i];
      }
    }
    return norm;
  }
}
