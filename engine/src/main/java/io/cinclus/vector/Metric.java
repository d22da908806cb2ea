package io.cinclus.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How alike two vectors are, with Milvus' meaning of the reported distance.
 *
 * <p>Inside the engine there is one ordering: a <em>score</em>, where <b>larger is better</b>.
 * {@link #distance} turns a score into what is reported and {@link #score} turns it back; both are
 * exact.
 *
 * <table>
 * <caption>Scores and reported distances</caption>
 * <tr><th>metric</th><th>of</th><th>score</th><th>reported</th></tr>
 * <tr><td>L2</td><td>dense</td><td>−(squared Euclidean distance)</td><td>squared Euclidean distance, smaller is better</td></tr>
 * <tr><td>IP</td><td>dense, sparse</td><td>inner product</td><td>the same, larger is better</td></tr>
 * <tr><td>COSINE</td><td>dense</td><td>cosine of the angle; 0 if either vector is zero</td><td>the same, larger is better</td></tr>
 * <tr><td>HAMMING</td><td>binary</td><td>−(number of bits that differ)</td><td>number of bits that differ, smaller is better</td></tr>
 * <tr><td>JACCARD</td><td>binary</td><td>−(1 − common bits / bits in either; 0 if there are none)</td><td>Jaccard distance, smaller is better</td></tr>
 * <tr><td>BM25</td><td>sparse</td><td>see {@link Bm25}</td><td>the same, larger is better</td></tr>
 * </table>
 */
public enum Metric {
  L2,
  IP,
  COSINE,
  HAMMING,
  JACCARD,
  BM25;

  /**
   * The metric of a Milvus name, in any case; an unknown one is an {@link
   * IllegalArgumentException}.
   */
  public static Metric of(String name) {
    for (Metric metric : values()) {
      if (metric.name().equals(name.toUpperCase(Locale.ROOT))) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        "metric " + name + " is not supported; use one of " + List.of(values()));
  }

  /** The metrics of a kind of vectors. */
  public static List<Metric> ofKind(VectorKind kind) {
    return Arrays.stream(values()).filter(metric -> metric.isFor(kind)).toList();
  }

  /** Whether vectors of a kind can be compared so. */
  public boolean isFor(VectorKind kind) {
    return switch (this) {
      case L2, COSINE -> kind == VectorKind.DENSE;
      case IP -> kind == VectorKind.DENSE || kind == VectorKind.SPARSE;
      case HAMMING, JACCARD -> kind == VectorKind.BINARY;
      case BM25 -> kind == VectorKind.SPARSE;
    };
  }

  /** Throws {@link IllegalArgumentException} unless vectors of a kind can be compared so. */
  public void checkFor(VectorKind kind) {
    if (!isFor(kind)) {
      throw notFor(kind);
    }
  }

  /** What to throw where vectors of a kind are to be compared so, and cannot be. */
  public IllegalArgumentException notFor(VectorKind kind) {
    return new IllegalArgumentException(
        "metric %s is not for %s vectors; use one of %s"
            .formatted(this, kind.name().toLowerCase(Locale.ROOT), ofKind(kind)));
  }

  /** Whether a larger reported distance is a better one. */
  public boolean largerIsBetter() {
    return switch (this) {
      case IP, COSINE, BM25 -> true;
      case L2, HAMMING, JACCARD -> false;
    };
  }

  /** The distance to report for a score. Never −0. */
  public float distance(float score) {
    return largerIsBetter() ? score + 0f : 0f - score;
  }

  /** The score that is reported as {@code distance}. */
  public float score(float distance) {
    return largerIsBetter() ? distance + 0f : 0f - distance;
  }
}
