package io.cinclus.vector;

import io.cinclus.value.Float16;
import java.util.Arrays;

/**
 * Kernels in plain Java. Several independent sums stand in for SIMD lanes; the blocked kernel is
 * written so that the JIT compiler vectorises it by itself. Thread-safe.
 */
final class ScalarKernels implements Kernels {
  static final Kernels INSTANCE = new ScalarKernels();

  private static final int PANEL_WIDTH = 32;

  private ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i < (dim & ~3); i += 4) {
      sum0 += a[aFrom + i] * b[bFrom + i];
      sum1 += a[aFrom + i + 1] * b[bFrom + i + 1];
      sum2 += a[aFrom + i + 2] * b[bFrom + i + 2];
      sum3 += a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    float sum = (sum0 + sum1) + (sum2 + sum3);
    for (; i < dim; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public float dot(float[] weights, byte[] codes, int from) {
    float sum0 = 0;
    float sum1 = 0;
    int i = 0;
    for (; i < (weights.length & ~1); i += 2) {
      sum0 += weights[i] * codes[from + i];
      sum1 += weights[i + 1] * codes[from + i + 1];
    }
    float sum = sum0 + sum1;
    for (; i < weights.length; i++) {
      sum += weights[i] * codes[from + i];
    }
    return sum;
  }

  @Override
  public void sumNibbles(byte[] codes, int from, int pairs, byte[] tables, short[] sums) {
    for (int row = 0; row < NIBBLE_ROWS; row++) {
      int half = NIBBLE_ROWS / 2;
      int at = from + 2 * (row % half) + row / half;
      int sum = 0;
      for (int i = 0; i < pairs; i++) {
        int both = codes[at + i * NIBBLE_ROWS];
        sum += tables[2 * i * NIBBLE_ROWS + (both & 15)] & 255;
        sum += tables[(2 * i + 1) * NIBBLE_ROWS + ((both >> 4) & 15)] & 255;
      }
      sums[row] = (short) sum;
    }
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i < (dim & ~3); i += 4) {
      float d0 = a[aFrom + i] - b[bFrom + i];
      float d1 = a[aFrom + i + 1] - b[bFrom + i + 1];
      float d2 = a[aFrom + i + 2] - b[bFrom + i + 2];
      float d3 = a[aFrom + i + 3] - b[bFrom + i + 3];
      sum0 += d0 * d0;
      sum1 += d1 * d1;
      sum2 += d2 * d2;
      sum3 += d3 * d3;
    }
    float sum = (sum0 + sum1) + (sum2 + sum3);
    for (; i < dim; i++) {
      float d = a[aFrom + i] - b[bFrom + i];
      sum += d * d;
    }
    return sum;
  }

  @Override
  public void decodeFloat16(short[] halves, int from, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = Float16.toFloat(halves[from + i]);
    }
  }

  @Override
  public void decodeBfloat16(short[] halves, int from, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = Float.intBitsToFloat(halves[from + i] << 16);
    }
  }

  @Override
  public void decodeInt8(byte[] bytes, int from, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = bytes[from + i];
    }
  }

  @Override
  public void dots(float[] query, int queryFrom, Vectors rows, RowBatch batch) {
    int[] ids = batch.ids();
    float[] scores = batch.scores();
    int dim = rows.dim();
    for (int i = 0; i < batch.count(); i++) {
      scores[i] = dot(query, queryFrom, rows.array(ids[i]), rows.offset(ids[i]), dim);
    }
  }

  @Override
  public void squaredL2s(float[] query, int queryFrom, Vectors rows, RowBatch batch) {
    int[] ids = batch.ids();
    float[] scores = batch.scores();
    int dim = rows.dim();
    for (int i = 0; i < batch.count(); i++) {
      scores[i] = squaredL2(query, queryFrom, rows.array(ids[i]), rows.offset(ids[i]), dim);
    }
  }

  @Override
  public int panelWidth() {
    return PANEL_WIDTH;
  }

  @Override
  public void multiply(RowBlock block, QueryPanel panel, float[] products) {
    int dim = block.dim();
    int width = panel.width();
    for (int row = 0; row < block.rows(); row++) {
      int to = row * width;
      Arrays.fill(products, to, to + width, 0f);
      for (int j = 0; j < dim; j++) {
        float value = block.values()[block.from() + row * dim + j];
        addScaled(value, panel.values(), j * width, products, to, width);
      }
      for (int i = to; i < to + width; i++) {
        products[i] = products[i] * block.scales()[row] + block.biases()[row];
      }
    }
  }

  private static void addScaled(
      float factor, float[] values, int from, float[] sums, int to, int count) {
    for (int i = 0; i < count; i++) {
      sums[to + i] += factor * values[from + i];
    }
  }

  @Override
  public int firstNotBelow(float[] products, int from, int to, QueryPanel panel) {
    float[] thresholds = panel.thresholds();
    int i = from;
    while (i < to && products[i] < thresholds[i & (thresholds.length - 1)]) {
      i++;
    }
    return i;
  }
}
