package io.cinclus.index.rabitq;

import io.cinclus.index.codes.Residuals;
import io.cinclus.index.fastscan.ByteTables;
import io.cinclus.index.fastscan.NibbleBlocks;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;

/**
 * Between what the scores of the rows of inverted lists lie, by their {@link RabitqCodes}, for one
 * query: a score is above its upper bound, or below its lower one, about as often as a number of a
 * normal distribution is {@link #EPSILON} standard deviations above its mean. Not thread-safe.
 */
public final class RabitqBounds {
  /** The paper's ε₀: how many times the error of an estimate its bounds are away from it. */
  static final float EPSILON = 1.9f;

  /** {@code √(1 − 2/π)}: the error of {@code s Σ ±qᵢ}, in parts of {@code s |q|}. */
  private static final float ERROR = 0.6028f;

  private final RabitqCodes codes;
  private final boolean isL2;
  private final Residuals.Query query;
  private final ByteTables tables;
  private final short[] sums = new short[Kernels.NIBBLE_ROWS];

  /** What scores of centroids, which are by L2 or IP, are multiplied by. */
  private final float scale;

  private final float squaredNorm;
  private float base;
  private float weight;
  private float margin;

  RabitqBounds(RabitqCodes codes, float[] given) {
    this.codes = codes;
    Residuals residuals = codes.residuals();
    this.isL2 = residuals.metric() == Metric.L2;
    this.query = residuals.query();
    this.tables = new ByteTables(codes.layout().m());
    query.set(given);
    Kernels kernels = codes.kernels();
    int dim = given.length;
    this.scale = residuals.metric() == Metric.COSINE ? InverseNorms.of(kernels, given, 0, dim) : 1;
    float[] turned = new float[codes.layout().m() * RabitqCodes.SIGNS];
    for (int i = 0; i < dim; i++) {
      turned[i] = query.centred()[i] * scale;
    }
    this.squaredNorm = kernels.dot(turned, 0, turned, 0, dim);
    codes.rotation().rotate(turned);
    fill(turned);
  }

  /** The sum of four coordinates, each with the sign of its bit in the code. */
  private void fill(float[] turned) {
    float[] products = tables.products();
    for (int from = 0; from < turned.length; from += RabitqCodes.SIGNS) {
      int to = from / RabitqCodes.SIGNS * ByteTables.WORDS;
      products[to] = -turned[from] - turned[from + 1] - turned[from + 2] - turned[from + 3];
      for (int bit = 0; bit < RabitqCodes.SIGNS; bit++) {
        float twice = 2 * turned[from + bit];
        int half = 1 << bit;
        for (int word = 0; word < half; word++) {
          products[to + half + word] = products[to + word] + twice;
        }
      }
    }
    tables.round();
  }

  /**
   * Goes to a list.
   *
   * @param nearness the score of its centroid, by IP where the metric is COSINE
   */
  public void enter(int list, float nearness) {
    float scaled = nearness * scale;
    base = query.base(list, scaled);
    weight = isL2 ? 1 : scaled;
    float across = isL2 ? -scaled : squaredNorm - scaled * scaled;
    margin = EPSILON * ERROR * (float) Math.sqrt(Math.max(0, across));
  }

  /** Puts the upper bounds of the scores of some places of the list, in order. */
  public void upper(int from, int to, float[] bounds) {
    NibbleBlocks layout = codes.layout();
    for (int block = from / Kernels.NIBBLE_ROWS; block * Kernels.NIBBLE_ROWS < to; block++) {
      codes
          .kernels()
          .sumNibbles(
              codes.codes(), block * layout.blockBytes(), layout.pairs(), tables.bytes(), sums);
      int first = block * Kernels.NIBBLE_ROWS;
      int start = Math.max(from, first);
      int end = Math.min(to, first + Kernels.NIBBLE_ROWS);
      upper(start, end, sums, start - first, bounds, start - from);
    }
  }

  private void upper(int start, int end, short[] sums, int sum, float[] bounds, int at) {
    float[] scales = codes.scales();
    float[] terms = codes.terms();
    float constant = tables.offset() + margin;
    float step = tables.step();
    for (int i = 0; i < end - start; i++) {
      float product = constant + step * (sums[sum + i] & 0xffff);
      bounds[at + i] = base + scales[start + i] * product + weight * terms[start + i];
    }
  }

  /** How far the lower bound of a place's score is below its upper one. */
  public float width(int place) {
    return 2 * margin * codes.scales()[place];
  }
}
