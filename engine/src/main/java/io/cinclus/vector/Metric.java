package io.cinclus.vector;

import java.util.Locale;

/**
 * How alike two dense float vectors are, with Milvus' meaning of the reported distance.
 *
 * <p>Inside the engine there is one ordering: a <em>score</em>, where <b>larger is better</b>.
 * {@link #distance} turns a score into what is reported and {@link #score} turns it back; both are
 * exact.
 *
 * <table>
 * <caption>Scores and reported distances</caption>
 * <tr><th>metric</th><th>score</th><th>reported</th></tr>
 * <tr><td>L2</td><td>−(squared Euclidean distance)</td><td>squared Euclidean distance, smaller is better</td></tr>
 * <tr><td>IP</td><td>inner product</td><td>the same, larger is better</td></tr>
 * <tr><td>COSINE</td><td>cosine of the angle; 0 if either vector is zero</td><td>the same, larger is better</td></tr>
 * </table>
 */
public enum Metric {
  L2,
  IP,
  COSINE;

  /**
   * The metric of a Milvus name, in any case; an unknown one is an {@link
   * IllegalArgumentException}.
   */
  public static Metric of(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "L2" -> L2;
      case "IP" -> IP;
      case "COSINE" -> COSINE;
      default ->
          throw new IllegalArgumentException(
              "metric " + name + " is not supported for float vectors; use L2, IP or COSINE");
    };
  }

  /** Whether a larger reported distance is a better one. */
  public boolean largerIsBetter() {
    return this != L2;
  }

  /** The distance to report for a score. Never −0. */
  public float distance(float score) {
    return this == L2 ? 0f - score : score + 0f;
  }

  /** The score that is reported as {@code distance}. */
  public float score(float distance) {
    return this == L2 ? 0f - distance : distance + 0f;
  }
}
