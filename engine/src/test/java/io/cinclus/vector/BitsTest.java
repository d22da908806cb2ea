package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BitsTest {

  @Test
  void agreesWithAJavaBitSet() {
    Random random = new Random(TestVectors.printedSeed());
    for (int trial = 0; trial < 500; trial++) {
      int size = random.nextInt(300);
      BitSet expected = new BitSet();
      for (int i = 0; i < size; i++) {
        expected.set(i, random.nextInt(10) == 0);
      }
      Bits bits = new Bits(expected.toLongArray(), size);
      assertThat(bits.cardinality()).isEqualTo(expected.cardinality());
      for (int i = 0; i < size; i++) {
        assertThat(bits.get(i)).isEqualTo(expected.get(i));
        int next = expected.nextSetBit(i);
        assertThat(bits.next(i)).isEqualTo(next < 0 ? size : next);
      }
      assertThat(bits.next(size)).isEqualTo(size);
      long[] copied = LongStream.generate(() -> -1).limit((size + 63) / 64 + 2).toArray();
      bits.copyTo(copied, 1);
      assertThat(copied[0]).isEqualTo(-1);
      assertThat(copied[copied.length - 1]).isEqualTo(-1);
      long[] between = Arrays.copyOfRange(copied, 1, copied.length - 1);
      assertThat(BitSet.valueOf(between)).isEqualTo(expected);
    }
  }

  @Test
  void bitsBeyondTheSizeAreIgnored() {
    for (int size : new int[] {0, 1, 63, 64, 65, 127, 128}) {
      Bits bits = new Bits(new long[] {-1, -1, -1}, size);
      assertThat(bits.cardinality()).isEqualTo(size);
      long[] copied = new long[3];
      bits.copyTo(copied, 0);
      assertThat(BitSet.valueOf(copied).cardinality()).isEqualTo(size);
      assertThat(bits.next(size)).isEqualTo(size);
      assertThatThrownBy(() -> bits.get(size)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
