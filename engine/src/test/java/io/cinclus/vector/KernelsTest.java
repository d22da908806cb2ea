package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelsTest {

  static List<Kernels> both() {
    return List.of(Kernels.scalar(), Kernels.fastest());
  }

  @Test
  void testsRunWithSimd() {
    assertThat(Kernels.fastest().name()).startsWith("SIMD");
    assertThat(Kernels.scalar().name()).isEqualTo("scalar");
  }

  @Test
  void pairsAgreeWithDoublePrecisionForEveryTail() {
    Random random = new Random(TestVectors.printedSeed());
    for (int dim = 1; dim <= 130; dim++) {
      float[] a = TestVectors.gaussian(random, dim + 3);
      float[] b = TestVectors.gaussian(random, dim + 5);
      double dot = 0;
      double squared = 0;
      for (int j = 0; j < dim; j++) {
        dot += (double) a[3 + j] * b[5 + j];
        squared += ((double) a[3 + j] - b[5 + j]) * ((double) a[3 + j] - b[5 + j]);
      }
      for (Kernels kernels : both()) {
        assertThat((double) kernels.dot(a, 3, b, 5, dim)).isCloseTo(dot, within(1e-4));
        assertThat((double) kernels.squaredL2(a, 3, b, 5, dim)).isCloseTo(squared, within(1e-3));
      }
    }
  }

  @Test
  void productsWithBytesAgreeWithDoublePrecisionForEveryTail() {
    Random random = new Random(TestVectors.printedSeed());
    for (int dim = 1; dim <= 130; dim++) {
      float[] weights = TestVectors.gaussian(random, dim);
      byte[] codes = new byte[dim + 3];
      random.nextBytes(codes);
      double dot = 0;
      for (int j = 0; j < dim; j++) {
        dot += (double) weights[j] * codes[3 + j];
      }
      for (Kernels kernels : both()) {
        assertThat((double) kernels.dot(weights, codes, 3)).isCloseTo(dot, within(1e-2));
      }
    }
  }

  @Test
  void sumsByNibblesAreTheSameWithAllKernels() {
    Random random = new Random(TestVectors.printedSeed());
    for (int pairs = 1; pairs <= 140; pairs++) {
      byte[] codes = new byte[5 + 32 * pairs];
      random.nextBytes(codes);
      byte[] tables = new byte[64 * pairs];
      for (int at = 0; at < tables.length; at++) {
        tables[at] = at % 32 < 16 ? (byte) random.nextInt() : tables[at - 16];
      }
      for (Kernels kernels : both()) {
        short[] sums = new short[32];
        kernels.sumNibbles(codes, 5, pairs, tables, sums);
        for (int row = 0; row < 32; row++) {
          int at = 5 + (row < 16 ? 2 * row : 2 * (row - 16) + 1);
          int sum = 0;
          for (int i = 0; i < pairs; i++) {
            sum += tables[64 * i + (codes[at + 32 * i] & 15)] & 255;
            sum += tables[64 * i + 32 + ((codes[at + 32 * i] >> 4) & 15)] & 255;
          }
          assertThat(sums[row]).as("row %d of %d pairs", row, pairs).isEqualTo((short) sum);
        }
      }
    }
  }

  @Test
  void aBatchGivesThePairsBitForBit() {
    Random random = new Random(TestVectors.printedSeed());
    int dim = 37;
    Vectors rows = Vectors.of(TestVectors.gaussian(random, 50 * dim), dim);
    float[] query = TestVectors.gaussian(random, dim + 4);
    RowBatch batch = new RowBatch(2);
    for (int i = 0; i < 33; i++) {
      batch.add(random.nextInt(50));
    }
    for (Kernels kernels : both()) {
      kernels.dots(query, 4, rows, batch);
      for (int i = 0; i < batch.count(); i++) {
        int row = batch.ids()[i];
        float pair = kernels.dot(query, 4, rows.array(row), rows.offset(row), dim);
        assertThat(batch.scores()[i]).isEqualTo(pair);
      }
      kernels.squaredL2s(query, 4, rows, batch);
      for (int i = 0; i < batch.count(); i++) {
        int row = batch.ids()[i];
        float pair = kernels.squaredL2(query, 4, rows.array(row), rows.offset(row), dim);
        assertThat(batch.scores()[i]).isEqualTo(pair);
      }
    }
  }

  @Test
  void anInverseNormIsRightWhereSquaresLeaveTheFloats() {
    for (Kernels kernels : both()) {
      for (float size : new float[] {1e-30f, 1e-10f, 1f, 1e10f, 1e30f}) {
        float[] vector = {3 * size, 0, 4 * size};
        float inverse = InverseNorms.of(kernels, vector, 0, 3);
        assertThat(inverse * size).isCloseTo(0.2f, within(1e-6f));
      }
      assertThat(InverseNorms.of(kernels, new float[3], 0, 3)).isZero();
    }
  }
}
