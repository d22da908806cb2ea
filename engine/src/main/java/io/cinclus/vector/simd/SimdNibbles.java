package io.cinclus.vector.simd;

import io.cinclus.vector.Kernels;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of table entries by codes of four bits: a table lies in a register, and a shuffle looks up
 * as many rows at a time as it has bytes. At most 256 bits, since not every machine that has wider
 * vectors can shuffle their bytes. Written out at length for the same reason as {@link SimdPairs}:
 * inlined, it becomes a thousand times slower on Java 17.
 */
final class SimdNibbles {
  private static final VectorShape SHAPE =
      VectorShape.forBitSize(Math.min(256, VectorShape.preferredShape().vectorBitSize()));
  private static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class, SHAPE);
  private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, SHAPE);
  private static final int ROWS = Kernels.NIBBLE_ROWS;

  private SimdNibbles() {}

  static void sum(byte[] codes, int from, int pairs, byte[] tables, short[] sums) {
    for (int part = 0; part < ROWS; part += BYTES.length()) {
      sum(codes, from + part, pairs, tables, sums, part / 2);
    }
  }

  /** Of both bytes of a short: {@code all} has their sum, the upper one 256 times as large. */
  private static void sum(byte[] codes, int from, int pairs, byte[] tables, short[] sums, int at) {
    ShortVector all = ShortVector.zero(SHORTS);
    ShortVector upper = all;
    int i = 0;
    for (; i < (pairs & ~1); i += 2) {
      ByteVector both = ByteVector.fromArray(BYTES, codes, from + i * ROWS);
      ShortVector low =
          ByteVector.fromArray(BYTES, tables, 2 * i * ROWS)
              .rearrange(both.and((byte) 15).toShuffle())
              .reinterpretAsShorts();
      ShortVector high =
          ByteVector.fromArray(BYTES, tables, (2 * i + 1) * ROWS)
              .rearrange(
                  both.reinterpretAsShorts()
                      .lanewise(VectorOperators.LSHR, 4)
                      .reinterpretAsBytes()
                      .and((byte) 15)
                      .toShuffle())
              .reinterpretAsShorts();
      all = all.add(low).add(high);
      upper =
          upper
              .add(low.lanewise(VectorOperators.LSHR, 8))
              .add(high.lanewise(VectorOperators.LSHR, 8));
      both = ByteVector.fromArray(BYTES, codes, from + (i + 1) * ROWS);
      low =
          ByteVector.fromArray(BYTES, tables, (2 * i + 2) * ROWS)
              .rearrange(both.and((byte) 15).toShuffle())
              .reinterpretAsShorts();
      high =
          ByteVector.fromArray(BYTES, tables, (2 * i + 3) * ROWS)
              .rearrange(
                  both.reinterpretAsShorts()
                      .lanewise(VectorOperators.LSHR, 4)
                      .reinterpretAsBytes()
                      .and((byte) 15)
                      .toShuffle())
              .reinterpretAsShorts();
      all = all.add(low).add(high);
      upper =
          upper
              .add(low.lanewise(VectorOperators.LSHR, 8))
              .add(high.lanewise(VectorOperators.LSHR, 8));
    }
    for (; i < pairs; i++) {
      ByteVector both = ByteVector.fromArray(BYTES, codes, from + i * ROWS);
      ShortVector low =
          ByteVector.fromArray(BYTES, tables, 2 * i * ROWS)
              .rearrange(both.and((byte) 15).toShuffle())
              .reinterpretAsShorts();
      ShortVector high =
          ByteVector.fromArray(BYTES, tables, (2 * i + 1) * ROWS)
              .rearrange(
                  both.reinterpretAsShorts()
                      .lanewise(VectorOperators.LSHR, 4)
                      .reinterpretAsBytes()
                      .and((byte) 15)
                      .toShuffle())
              .reinterpretAsShorts();
      all = all.add(low).add(high);
      upper =
          upper
              .add(low.lanewise(VectorOperators.LSHR, 8))
              .add(high.lanewise(VectorOperators.LSHR, 8));
    }
    all.sub(upper.lanewise(VectorOperators.LSHL, 8)).intoArray(sums, at);
    upper.intoArray(sums, ROWS / 2 + at);
  }
}
