package io.cinclus.model;

import com.google.protobuf.CodedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes rows take in a log record: a message that {@link RowsCodec} makes of some rows has
 * at most the sum of their sizes and {@link #COLUMN_BYTES} for each column. Nothing is encoded to
 * find out. Stateless.
 */
public final class RowSizes {
  /** What a message takes for a column beside its rows: ids, kinds and lengths. */
  public static final int COLUMN_BYTES = 64;

  /** The bytes of UTF-8 that a character takes at most; half of a surrogate pair is replaced. */
  private static final long MAX_BYTES_PER_CHAR = 3;

  private RowSizes() {}

  /** The size of each row of {@code batch}. */
  public static long[] sizesBytes(RowBatch batch) {
    long[] sizes = new long[batch.rowCount()];
    for (Column column : batch.columns().values()) {
      for (int row = 0; row < sizes.length; row++) {
        sizes[row] += sizeBytes(column, row);
      }
    }
    return sizes;
  }

  /** What one row takes in {@code column}, which may be one of primary keys. */
  public static long sizeBytes(Column column, int row) {
    // A whole byte for the null bit.
    return 1 + (column.isNull(row) ? nullBytes(column) : valueBytes(column, row));
  }

  private static long nullBytes(Column column) {
    return column instanceof FixedVectors vectors ? vectors.rowBytes() : Double.BYTES;
  }

  private static long valueBytes(Column column, int row) {
    if (column instanceof Column.Bools) {
      return 1;
    } else if (column instanceof Column.Longs longs) {
      return CodedOutputStream.computeSInt64SizeNoTag(longs.values()[row]);
    } else if (column instanceof Column.Doubles) {
      return Double.BYTES;
    } else if (column instanceof Column.Texts texts) {
      return textBytes(texts.values()[row]);
    } else if (column instanceof Column.Binaries binaries) {
      byte @Nullable [] value = binaries.values()[row];
      int lengthBytes = value == null ? 0 : value.length;
      return 1L + CodedOutputStream.computeUInt32SizeNoTag(lengthBytes) + lengthBytes;
    } else if (column instanceof FixedVectors vectors) {
      return vectors.rowBytes();
    } else if (column instanceof Column.SparseVectors vectors) {
      int size = vectors.values()[row].size();
      return CodedOutputStream.computeUInt32SizeNoTag(size)
          + (long) size * ColumnEncoder.SPARSE_ENTRY_BYTES;
    } else if (column instanceof Column.Arrays arrays) {
      return elementsBytes(arrays.values()[row]);
    }
    throw new IllegalArgumentException("no sizes of " + column.type());
  }

  private static long textBytes(@Nullable String text) {
    long lengthBytes = 0;
    if (text != null) {
      int encoded = Utf8.lengthBytes(text);
      lengthBytes = encoded == Utf8.MALFORMED ? text.length() * MAX_BYTES_PER_CHAR : encoded;
    }
    return 1 + CodedOutputStream.computeUInt64SizeNoTag(lengthBytes) + lengthBytes;
  }

  private static long elementsBytes(@Nullable Column elements) {
    if (elements == null) {
      return 1;
    }
    int count = elements.capacity();
    long sizeBytes = CodedOutputStream.computeUInt32SizeNoTag(count);
    for (int index = 0; index < count; index++) {
      sizeBytes += elements.isNull(index) ? Double.BYTES : valueBytes(elements, index);
    }
    return sizeBytes;
  }
}
