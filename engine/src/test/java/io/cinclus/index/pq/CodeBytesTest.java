package io.cinclus.index.pq;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.vector.TestVectors;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CodeBytesTest {

  @Test
  void theSumOfARowIsThatOfTheEntriesOfItsCodes() {
    Random random = new Random(TestVectors.printedSeed());
    for (int nbits = 1; nbits <= 8; nbits++) {
      int words = 1 << nbits;
      for (int m = 1; m <= 40; m++) {
        CodeBytes bytes = new CodeBytes(m, nbits);
        float[] tables = TestVectors.gaussian(random, m * words);
        float[] merged = new float[bytes.tableLength()];
        bytes.merge(tables, merged);
        byte[] packed = new byte[3 + bytes.count()];
        int[] code = random.ints(m, 0, words).toArray();
        bytes.pack(code, packed, 3);
        double sum = 0;
        for (int j = 0; j < m; j++) {
          sum += tables[j * words + code[j]];
        }
        assertThat((double) CodeBytes.sum(merged, packed, 3, bytes.count()))
            .as("%d codes of %d bits", m, nbits)
            .isCloseTo(sum, Offset.offset(1e-4));
      }
    }
  }

  @Test
  void asManyCodesAsFitShareAByte() {
    assertThat(new CodeBytes(96, 8).count()).isEqualTo(96);
    assertThat(new CodeBytes(96, 5).count()).isEqualTo(96);
    assertThat(new CodeBytes(97, 4).count()).isEqualTo(49);
    assertThat(new CodeBytes(96, 3).count()).isEqualTo(48);
    assertThat(new CodeBytes(96, 1).count()).isEqualTo(12);
  }
}
