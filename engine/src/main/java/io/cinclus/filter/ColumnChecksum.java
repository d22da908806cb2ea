package io.cinclus.filter;

import io.cinclus.model.Column;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A checksum by which the columns of segments are told apart: it takes texts by their hash codes,
 * and so shows what was mixed up, not what was forged. Single-threaded.
 */
final class ColumnChecksum {
  private static final long NULL = 0x6e756c6cL;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN);

  /** Adds the first {@code count} rows of a column. */
  void add(Column column, int count) {
    for (int row = 0; row < count; row++) {
      if (column.isNull(row)) {
        add(NULL);
      } else if (column instanceof Column.Arrays arrays) {
        Column elements = arrays.values()[row];
        add(elements.capacity());
        add(elements, elements.capacity());
      } else {
        add(value(column, row));
      }
    }
  }

  private static long value(Column column, int row) {
    if (column instanceof Column.Longs longs) {
      return longs.values()[row];
    }
    if (column instanceof Column.Doubles doubles) {
      return Double.doubleToLongBits(doubles.values()[row]);
    }
    if (column instanceof Column.Bools bools) {
      return bools.values()[row] ? 1 : 0;
    }
    if (column instanceof Column.Binaries binaries) {
      return (long) binaries.values()[row].length << 32 ^ Arrays.hashCode(binaries.values()[row]);
    }
    String text = ((Column.Texts) column).values()[row];
    return (long) text.length() << 32 ^ text.hashCode();
  }

  private void add(long value) {
    if (!buffer.hasRemaining()) {
      crc.update(buffer.flip());
      buffer.clear();
    }
    buffer.putLong(value);
  }

  /** The checksum of what was added; nothing is to be added after it. */
  int value() {
    crc.update(buffer.flip());
    return (int) crc.getValue();
  }
}
