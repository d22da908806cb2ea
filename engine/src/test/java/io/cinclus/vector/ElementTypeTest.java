package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.value.Float16;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows in fewer bytes are as good as their copies in floats. */
class ElementTypeTest {
  private static final int DIM = 37;
  private static final int ROWS = 700;

  @ParameterizedTest
  @EnumSource
  void scoresAreThoseOfTheCopiesInFloatsToTheBit(ElementType type) {
    Random random = new Random(TestVectors.printedSeed());
    Vectors rows = ElementTypeRows.random(type, random, ROWS, DIM);
    Vectors floats = ElementTypeRows.floats(rows);
    float[][] queries = TestVectors.split(TestVectors.gaussian(random, 20 * DIM), DIM);
    Bits allow = TestVectors.randomBits(random, ROWS, 0.7);
    for (Kernels kernels : KernelsTest.both()) {
      for (Metric metric : TestVectors.DENSE_METRICS) {
        for (int count : new int[] {1, 20}) {
          assertSame(
              search(kernels, metric, rows, queries, count, allow),
              search(kernels, metric, floats, queries, count, allow));
          assertSame(
              search(kernels, metric, rows.withInverseNorms(kernels), queries, count, allow),
              search(kernels, metric, floats, queries, count, allow));
        }
        Scorer scorer = new Scorer(kernels, metric, rows);
        Scorer expected = new Scorer(kernels, metric, floats);
        scorer.query(3);
        expected.query(3);
        assertThat(scorer.score(5)).isEqualTo(expected.score(5));
        assertThat(scorer.score(3)).isEqualTo(expected.score(3));
      }
    }
  }

  private static TopK[] search(
      Kernels kernels, Metric metric, Vectors rows, float[][] queries, int count, Bits allow) {
    TopK[] out = new TopK[count];
    for (int i = 0; i < count; i++) {
      out[i] = new TopK(10);
    }
    float[][] some = Arrays.copyOf(queries, count);
    new ExactSearch(kernels).search(some, rows, metric, allow, out);
    return out;
  }

  private static void assertSame(TopK[] found, TopK[] expected) {
    for (int i = 0; i < found.length; i++) {
      found[i].sort();
      expected[i].sort();
      assertThat(found[i].size()).isEqualTo(expected[i].size());
      for (int rank = 0; rank < found[i].size(); rank++) {
        assertThat(found[i].row(rank)).isEqualTo(expected[i].row(rank));
        assertThat(found[i].score(rank)).isEqualTo(expected[i].score(rank));
      }
    }
  }

  @Test
  void bothKernelsDecodeEveryNumberAlike() {
    short[] shorts = new short[1 << 16];
    byte[] bytes = new byte[1 << 16];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) i;
      bytes[i] = (byte) i;
    }
    int count = shorts.length - 7;
    float[] scalar = new float[shorts.length];
    float[] simd = new float[shorts.length];
    Kernels.scalar().decodeFloat16(shorts, 3, scalar, 5, count);
    Kernels.fastest().decodeFloat16(shorts, 3, simd, 5, count);
    assertSameBits(simd, scalar);
    Kernels.scalar().decodeBfloat16(shorts, 3, scalar, 5, count);
    Kernels.fastest().decodeBfloat16(shorts, 3, simd, 5, count);
    assertSameBits(simd, scalar);
    Kernels.scalar().decodeInt8(bytes, 3, scalar, 5, count);
    Kernels.fastest().decodeInt8(bytes, 3, simd, 5, count);
    assertSameBits(simd, scalar);
  }

  private static void assertSameBits(float[] found, float[] expected) {
    for (int i = 0; i < found.length; i++) {
      assertThat(Float.floatToRawIntBits(found[i]))
          .as("%d", i)
          .isEqualTo(Float.floatToRawIntBits(expected[i]));
    }
  }

  @Test
  void rowsInChunksAreThoseInOneArray() {
    Random random = new Random(TestVectors.printedSeed());
    short[][] chunks = new short[3][4 * DIM];
    short[] all = new short[12 * DIM];
    for (int i = 0; i < all.length; i++) {
      all[i] = Float16.of((float) random.nextGaussian());
      chunks[i / (4 * DIM)][i % (4 * DIM)] = all[i];
    }
    Vectors whole = Vectors.of(ElementType.FLOAT16, all, DIM);
    Vectors parts = Vectors.ofChunks(ElementType.FLOAT16, chunks, 4, DIM, 12);
    for (int row = 0; row < 12; row++) {
      assertThat(parts.copy(row)).isEqualTo(whole.copy(row));
    }
    assertThat(parts.checksum()).isEqualTo(whole.checksum());
    assertThatThrownBy(() -> Vectors.of(ElementType.INT8, all, DIM))
        .hasMessage("INT8 is not stored in shorts");
  }
}
