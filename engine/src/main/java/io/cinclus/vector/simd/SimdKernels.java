package io.cinclus.vector.simd;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.QueryPanel;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.RowBlock;
import io.cinclus.vector.Vectors;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the widest vectors of the machine. Thread-safe. They are slow, and allocate, until the
 * JIT compiler has compiled them.
 */
public final class SimdKernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** How many floats of a row are read ahead. */
  private static final int TOUCHED = 8 * LINE;

  /** Called by name; fails where the machine has no vectors worth the name. */
  public SimdKernels() {
    if (LANES < 4) {
      throw new UnsupportedOperationException("vectors of only " + LANES + " floats");
    }
  }

  @Override
  public String name() {
    return "SIMD " + SPECIES.vectorBitSize() + " bit";
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    return SimdPairs.dot(a, aFrom, b, bFrom, dim);
  }

  @Override
  public float dot(float[] weights, byte[] codes, int from) {
    return SimdCodes.isPossible()
        ? SimdCodes.dot(weights, codes, from)
        : Kernels.scalar().dot(weights, codes, from);
  }

  @Override
  public void sumNibbles(byte[] codes, int from, int pairs, byte[] tables, short[] sums) {
    SimdNibbles.sum(codes, from, pairs, tables, sums);
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    return SimdPairs.squaredL2(a, aFrom, b, bFrom, dim);
  }

  @Override
  public void decodeFloat16(short[] halves, int from, float[] to, int at, int count) {
    SimdDecode.float16(halves, from, to, at, count);
  }

  @Override
  public void decodeBfloat16(short[] halves, int from, float[] to, int at, int count) {
    SimdDecode.bfloat16(halves, from, to, at, count);
  }

  @Override
  public void decodeInt8(byte[] bytes, int from, float[] to, int at, int count) {
    SimdDecode.int8(bytes, from, to, at, count);
  }

  // One row after the other: two at a time is a little faster in the cache, but rows that are read
  // in order from memory then come at a third of the speed.

  @Override
  public void dots(float[] query, int queryFrom, Vectors rows, RowBatch batch) {
    int[] ids = batch.ids();
    float[] scores = batch.scores();
    int dim = rows.dim();
    touch(rows, batch);
    for (int i = 0; i < batch.count(); i++) {
      scores[i] = SimdPairs.dot(query, queryFrom, rows.array(ids[i]), rows.offset(ids[i]), dim);
    }
  }

  @Override
  public void squaredL2s(float[] query, int queryFrom, Vectors rows, RowBatch batch) {
    int[] ids = batch.ids();
    float[] scores = batch.scores();
    int dim = rows.dim();
    touch(rows, batch);
    for (int i = 0; i < batch.count(); i++) {
      scores[i] =
          SimdPairs.squaredL2(query, queryFrom, rows.array(ids[i]), rows.offset(ids[i]), dim);
    }
  }

  /**
   * Reads a number from each cache line at the beginning of each row, and no more of it than of a
   * row of {@link #TOUCHED}: all these reads are under way at once, while the products are so many
   * instructions that the processor sees only two or three rows ahead. What is left of long rows
   * the processor fetches by itself once it has seen the beginning.
   */
  private static void touch(Vectors rows, RowBatch batch) {
    int[] ids = batch.ids();
    int dim = Math.min(TOUCHED, rows.dim());
    float sum = 0;
    for (int i = 0; i < batch.count(); i++) {
      float[] values = rows.array(ids[i]);
      int from = rows.offset(ids[i]);
      for (int j = 0; j < dim; j += LINE) {
        sum += values[from + j];
      }
    }
    if (batch.count() > 0) {
      batch.scores()[0] = sum; // Until it is scored: reads for nothing would be compiled away.
    }
  }

  @Override
  public int panelWidth() {
    return 2 * LANES;
  }

  @Override
  public void multiply(RowBlock block, QueryPanel panel, float[] products) {
    SimdTiles.multiply(block, panel, products);
  }

  @Override
  public int firstNotBelow(float[] products, int from, int to, QueryPanel panel) {
    float[] thresholds = panel.thresholds();
    int mask = panel.width() - 1;
    int i = from;
    while (i < to) {
      if ((i & (LANES - 1)) == 0
          && FloatVector.fromArray(SPECIES, products, i)
              .compare(VectorOperators.LT, FloatVector.fromArray(SPECIES, thresholds, i & mask))
              .allTrue()) {
        i += LANES;
      } else if (products[i] < thresholds[i & mask]) {
        i++;
      } else {
        return i;
      }
    }
    return to;
  }
}
