package io.cinclus.vector.simd;

import io.cinclus.vector.QueryPanel;
import io.cinclus.vector.RowBlock;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product of a block of rows with a panel of queries, on register tiles: one coordinate of a
 * row is multiplied with a register full of queries at a time, so that rows are read as they are
 * stored.
 */
final class SimdTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int TILE_ROWS = 8;

  private SimdTiles() {}

  static void multiply(RowBlock block, QueryPanel panel, float[] products) {
    boolean wide = panel.width() == 2 * LANES;
    int tiled = block.rows() / TILE_ROWS * TILE_ROWS;
    for (int row = 0; row < tiled; row += TILE_ROWS) {
      if (wide) {
        multiplyWideTile(block, row, panel.values(), products);
      } else {
        multiplyTile(block, row, panel.values(), products);
      }
    }
    for (int row = tiled; row < block.rows(); row++) {
      for (int lane = 0; lane < panel.width(); lane += LANES) {
        multiplyRow(block, row, panel, lane, products);
      }
    }
    scale(block, panel.width(), products);
  }

  /** Apart from the tiles, which with this would be too large for the JIT compiler of Java 17. */
  private static void scale(RowBlock block, int width, float[] products) {
    for (int row = 0; row < block.rows(); row++) {
      FloatVector scale = FloatVector.broadcast(SPECIES, block.scales()[row]);
      FloatVector bias = FloatVector.broadcast(SPECIES, block.biases()[row]);
      for (int at = row * width; at < (row + 1) * width; at += LANES) {
        load(products, at).fma(scale, bias).intoArray(products, at);
      }
    }
  }

  private static void multiplyRow(
      RowBlock block, int row, QueryPanel panel, int lane, float[] products) {
    FloatVector sum = FloatVector.zero(SPECIES);
    float[] values = block.values();
    int from = block.from() + row * block.dim();
    for (int j = 0; j < block.dim(); j++) {
      sum = load(panel.values(), j * panel.width() + lane).fma(broadcast(values[from + j]), sum);
    }
    sum.intoArray(products, row * panel.width() + lane);
  }

  /** Eight rows with {@code LANES} queries. */
  private static void multiplyTile(RowBlock block, int row, float[] queries, float[] products) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    float[] rows = block.values();
    int dim = block.dim();
    int r0 = block.from() + row * dim;
    int r1 = r0 + dim;
    int r2 = r1 + dim;
    int r3 = r2 + dim;
    int r4 = r3 + dim;
    int r5 = r4 + dim;
    int r6 = r5 + dim;
    int r7 = r6 + dim;
    for (int j = 0; j < dim; j++) {
      FloatVector a = load(queries, j * LANES);
      a0 = a.fma(broadcast(rows[r0 + j]), a0);
      a1 = a.fma(broadcast(rows[r1 + j]), a1);
      a2 = a.fma(broadcast(rows[r2 + j]), a2);
      a3 = a.fma(broadcast(rows[r3 + j]), a3);
      a4 = a.fma(broadcast(rows[r4 + j]), a4);
      a5 = a.fma(broadcast(rows[r5 + j]), a5);
      a6 = a.fma(broadcast(rows[r6 + j]), a6);
      a7 = a.fma(broadcast(rows[r7 + j]), a7);
    }
    int to = row * LANES;
    a0.intoArray(products, to);
    a1.intoArray(products, to + LANES);
    a2.intoArray(products, to + 2 * LANES);
    a3.intoArray(products, to + 3 * LANES);
    a4.intoArray(products, to + 4 * LANES);
    a5.intoArray(products, to + 5 * LANES);
    a6.intoArray(products, to + 6 * LANES);
    a7.intoArray(products, to + 7 * LANES);
  }

  /**
   * Eight rows with twice {@code LANES} queries: 16 sums, which AVX-512 and NEON hold in registers.
   */
  private static void multiplyWideTile(RowBlock block, int row, float[] queries, float[] products) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector b4 = a0;
    FloatVector b5 = a0;
    FloatVector b6 = a0;
    FloatVector b7 = a0;
    float[] rows = block.values();
    int dim = block.dim();
    int r = block.from() + row * dim;
    for (int j = 0; j < dim; j++, r++) {
      FloatVector a = load(queries, 2 * j * LANES);
      FloatVector b = load(queries, (2 * j + 1) * LANES);
      FloatVector x = broadcast(rows[r]);
      a0 = a.fma(x, a0);
      b0 = b.fma(x, b0);
      x = broadcast(rows[r + dim]);
      a1 = a.fma(x, a1);
      b1 = b.fma(x, b1);
      x = broadcast(rows[r + 2 * dim]);
      a2 = a.fma(x, a2);
      b2 = b.fma(x, b2);
      x = broadcast(rows[r + 3 * dim]);
      a3 = a.fma(x, a3);
      b3 = b.fma(x, b3);
      x = broadcast(rows[r + 4 * dim]);
      a4 = a.fma(x, a4);
      b4 = b.fma(x, b4);
      x = broadcast(rows[r + 5 * dim]);
      a5 = a.fma(x, a5);
      b5 = b.fma(x, b5);
      x = broadcast(rows[r + 6 * dim]);
      a6 = a.fma(x, a6);
      b6 = b.fma(x, b6);
      x = broadcast(rows[r + 7 * dim]);
      a7 = a.fma(x, a7);
      b7 = b.fma(x, b7);
    }
    int to = 2 * row * LANES;
    a0.intoArray(products, to + 0 * LANES);
    b0.intoArray(products, to + 1 * LANES);
    a1.intoArray(products, to + 2 * LANES);
    b1.intoArray(products, to + 3 * LANES);
    a2.intoArray(products, to + 4 * LANES);
    b2.intoArray(products, to + 5 * LANES);
    a3.intoArray(products, to + 6 * LANES);
    b3.intoArray(products, to + 7 * LANES);
    a4.intoArray(products, to + 8 * LANES);
    b4.intoArray(products, to + 9 * LANES);
    a5.intoArray(products, to + 10 * LANES);
    b5.intoArray(products, to + 11 * LANES);
    a6.intoArray(products, to + 12 * LANES);
    b6.intoArray(products, to + 13 * LANES);
    a7.intoArray(products, to + 14 * LANES);
    b7.intoArray(products, to + 15 * LANES);
  }

  private static FloatVector load(float[] values, int from) {
    return FloatVector.fromArray(SPECIES, values, from);
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
