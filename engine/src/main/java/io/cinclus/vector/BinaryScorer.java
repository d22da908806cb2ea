package io.cinclus.vector;

import java.util.Objects;

/** Scores rows of binary vectors by HAMMING or JACCARD, exactly. Not thread-safe. */
public final class BinaryScorer implements BatchScorer {
  private final Metric metric;
  private final BinaryVectors vectors;
  private byte[] query;
  private int queryFrom;

  /** Without a query, which must be set before anything is scored. */
  public BinaryScorer(Metric metric, BinaryVectors vectors) {
    metric.checkFor(VectorKind.BINARY);
    this.metric = metric;
    this.vectors = vectors;
    this.query = new byte[vectors.rowBytes()];
  }

  /** Makes a row of some vectors of the same dimension the query. */
  public void query(BinaryVectors queries, int row) {
    if (queries.dim() != vectors.dim()) {
      throw new IllegalArgumentException(
          "a query of dim " + queries.dim() + " against vectors of dim " + vectors.dim());
    }
    Objects.checkIndex(row, queries.rows());
    query = queries.bits();
    queryFrom = row * queries.rowBytes();
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  @Override
  public float score(int row) {
    return metric == Metric.HAMMING ? -differing(row) : -jaccard(row);
  }

  private int differing(int row) {
    byte[] bits = vectors.bits();
    int count = vectors.rowBytes();
    int from = row * count;
    int differing = 0;
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      long word = BinaryVectors.word(query, queryFrom + i) ^ BinaryVectors.word(bits, from + i);
      differing += Long.bitCount(word);
    }
    for (; i < count; i++) {
      differing += Integer.bitCount((query[queryFrom + i] ^ bits[from + i]) & 0xff);
    }
    return differing;
  }

  private float jaccard(int row) {
    byte[] bits = vectors.bits();
    int count = vectors.rowBytes();
    int from = row * count;
    int common = 0;
    int either = 0;
    int i = 0;
    for (; i <= count - Long.BYTES; i += Long.BYTES) {
      long asked = BinaryVectors.word(query, queryFrom + i);
      long word = BinaryVectors.word(bits, from + i);
      common += Long.bitCount(asked & word);
      either += Long.bitCount(asked | word);
    }
    for (; i < count; i++) {
      common += Integer.bitCount(query[queryFrom + i] & bits[from + i] & 0xff);
      either += Integer.bitCount((query[queryFrom + i] | bits[from + i]) & 0xff);
    }
    return either == 0 ? 0 : (float) (1 - (double) common / either);
  }
}
