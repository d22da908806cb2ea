package io.cinclus.standalone.fuzz;

import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.BinaryScorer;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random binary vectors. Immutable.
 *
 * @param share of the bits that are set
 * @param sources of which rows are copies with a few other bits; 0: rows have nothing in common
 */
record RandomBits(BinaryVectors vectors, double share, int sources) implements RandomData {
  private static final int[] MAX_ROW_BYTES = {1, 3, 16, 60};
  private static final int[] MAX_ROWS = {2, 12, 80, 300, 800};
  private static final double[] SHARES = {0.5, 0.5, 0.1, 0.9, 0, 1};
  private static final int MAX_BYTES = 20_000;
  private static final double FLIPPED = 0.05;

  static RandomBits draw(RandomGenerator random) {
    int rowBytes = 1 + random.nextInt(MAX_ROW_BYTES[random.nextInt(MAX_ROW_BYTES.length)]);
    int most = Math.min(MAX_BYTES / rowBytes, MAX_ROWS[random.nextInt(MAX_ROWS.length)]);
    double share = SHARES[random.nextInt(SHARES.length)];
    int sources = random.nextBoolean() ? 0 : 1 + random.nextInt(8);
    return draw(random, new int[] {random.nextInt(most + 1), rowBytes}, share, sources);
  }

  private static RandomBits draw(RandomGenerator random, int[] shape, double share, int sources) {
    int rowBytes = shape[1];
    byte[] originals = fill(random, share, sources * rowBytes);
    byte[] bits = fill(random, sources == 0 ? share : FLIPPED, shape[0] * rowBytes);
    for (int row = 0; row < shape[0] && sources > 0; row++) {
      int from = random.nextInt(sources) * rowBytes;
      for (int i = 0; i < rowBytes; i++) {
        bits[row * rowBytes + i] ^= originals[from + i];
      }
    }
    return new RandomBits(BinaryVectors.of(bits, Byte.SIZE * rowBytes), share, sources);
  }

  private static byte[] fill(RandomGenerator random, double share, int count) {
    byte[] bits = new byte[count];
    for (int bit = 0; bit < Byte.SIZE * count; bit++) {
      if (random.nextDouble() < share) {
        bits[bit >> 3] |= (byte) (1 << (bit & 7));
      }
    }
    return bits;
  }

  @Override
  public boolean isBenign() {
    return true;
  }

  @Override
  public long sizeBytes() {
    return vectors.bits().length;
  }

  @Override
  public VectorData copy() {
    return BinaryVectors.of(vectors.bits().clone(), vectors.dim());
  }

  @Override
  public RandomData others(RandomGenerator random) {
    return draw(random, new int[] {vectors.rows(), vectors.rowBytes()}, share, sources);
  }

  @Override
  public @Nullable VectorData changed(RandomGenerator random) {
    if (vectors.rows() == 0) {
      return null;
    }
    byte[] bits = vectors.bits().clone();
    bits[random.nextInt(bits.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return BinaryVectors.of(bits, vectors.dim());
  }

  @Override
  public VectorData queries(RandomGenerator random, int count) {
    int rowBytes = vectors.rowBytes();
    byte[] bits = draw(random, new int[] {count, rowBytes}, share, sources).vectors.bits();
    for (int i = 0; i < count; i++) {
      if (vectors.rows() > 0 && random.nextInt(3) == 0) {
        int row = random.nextInt(vectors.rows());
        System.arraycopy(vectors.bits(), row * rowBytes, bits, i * rowBytes, rowBytes);
      } else if (random.nextInt(4) == 0) {
        Arrays.fill(bits, i * rowBytes, (i + 1) * rowBytes, (byte) (random.nextBoolean() ? 0 : -1));
      }
    }
    return BinaryVectors.of(bits, vectors.dim());
  }

  @Override
  public List<VectorData> wrongQueries() {
    int longer = vectors.rowBytes() + 1;
    return List.of(
        BinaryVectors.of(new byte[longer], Byte.SIZE * longer),
        Vectors.of(new float[vectors.dim()], vectors.dim()));
  }

  @Override
  public BatchScorer scorer(Scoring scoring, VectorData queries, int query) {
    BinaryScorer scorer = new BinaryScorer(scoring.metric(), vectors);
    scorer.query((BinaryVectors) queries, query);
    return scorer;
  }

  @Override
  public Precise precise(Scoring scoring, VectorData queries, int query, int row) {
    BinaryVectors asked = (BinaryVectors) queries;
    int common = 0;
    int either = 0;
    for (int bit = 0; bit < vectors.dim(); bit++) {
      common += asked.get(query, bit) && vectors.get(row, bit) ? 1 : 0;
      either += asked.get(query, bit) || vectors.get(row, bit) ? 1 : 0;
    }
    if (scoring.metric() == Metric.HAMMING) {
      return new Precise(common - either, 0);
    }
    return new Precise(either == 0 ? 0 : (double) common / either - 1, 0x1p-24);
  }

  @Override
  public String toString() {
    return "%d rows of %d bits, of which %s are set, by %d sources"
        .formatted(vectors.rows(), vectors.dim(), share, sources);
  }
}
