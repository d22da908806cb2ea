package io.cinclus.index.fastscan;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.pq.ProductQuantizer;
import io.cinclus.index.pq.ProductQuantizer.Shape;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.TestVectors;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ByteTablesTest {

  @Test
  void aProductIsOffByNoMoreThanHalfAStepOfEachCode() {
    Random random = new Random(TestVectors.printedSeed());
    for (int m : new int[] {1, 2, 7, 64, 257, 600}) {
      Shape shape = new Shape(2 * m, m, 4);
      ProductQuantizer quantizer =
          new ProductQuantizer(shape, TestVectors.gaussian(random, 2 * m * 16));
      float[] query = TestVectors.gaussian(random, 2 * m);
      ByteTables tables = new ByteTables(m);
      quantizer.tables(query, tables.products());
      tables.round();
      NibbleBlocks blocks = new NibbleBlocks(m);
      byte[] codes = new byte[blocks.length(50)];
      int[][] rows = new int[50][];
      for (int row = 0; row < 50; row++) {
        rows[row] = random.ints(m, 0, 16).toArray();
        blocks.put(rows[row], codes, row);
      }
      short[] sums = new short[Kernels.NIBBLE_ROWS];
      for (int row = 0; row < 50; row++) {
        Kernels.fastest()
            .sumNibbles(
                codes, row / 32 * blocks.blockBytes(), blocks.pairs(), tables.bytes(), sums);
        float[] decoded = new float[2 * m];
        quantizer.decode(rows[row], decoded);
        double exact = TestVectors.score(io.cinclus.vector.Metric.IP, query, decoded);
        // A table of two gaussian coordinates spans less than 40; 16 bits are for all of them.
        double step = Math.max(40.0 / 255, 40.0 * m / 64_000);
        assertThat((double) tables.offset() + tables.step() * (sums[row % 32] & 0xffff))
            .as("%d codes", m)
            .isCloseTo(exact, Offset.offset(0.5 * step * m));
      }
    }
  }
}
