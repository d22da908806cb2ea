package io.cinclus.model;

import io.cinclus.value.Geometries;
import io.cinclus.value.Timestamps;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java values of rows, which {@link RowAssembler} takes back as they are: {@link Boolean} of BOOL,
 * {@link Long} of integers, {@link Float} and {@link Double}, {@link String} of VARCHAR, of JSON
 * (its text) and of GEOMETRY (well-known text), {@link java.time.Instant} of TIMESTAMPTZ, {@link
 * List} of ARRAY, {@code float[]} of dense vectors, {@code byte[]} of binary ones, and {@link
 * io.cinclus.value.SparseVector}. Stateless.
 */
public final class ColumnValues {
  private ColumnValues() {}

  /** The value of a row; null where the row is. */
  public static @Nullable Object get(Column column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    if (column instanceof Column.Bools bools) {
      return bools.values()[row];
    } else if (column instanceof Column.Longs longs) {
      long value = longs.values()[row];
      return longs.type() == DataType.TIMESTAMPTZ ? (Object) Timestamps.instant(value) : value;
    } else if (column instanceof Column.Doubles doubles) {
      double value = doubles.values()[row];
      return doubles.type() == DataType.FLOAT ? (Object) (float) value : value;
    } else if (column instanceof Column.Texts texts) {
      return texts.values()[row];
    } else if (column instanceof Column.Binaries binaries) {
      return Geometries.toText(binaries.values()[row]);
    } else if (column instanceof Column.Arrays arrays) {
      return elements(arrays.values()[row]);
    } else if (column instanceof Column.SparseVectors vectors) {
      return vectors.values()[row];
    }
    return vector((FixedVectors) column, row);
  }

  private static List<Object> elements(Column column) {
    List<Object> elements = new ArrayList<>(column.capacity());
    for (int row = 0; row < column.capacity(); row++) {
      Object element = get(column, row);
      if (element != null) { // Arrays hold no nulls.
        elements.add(element);
      }
    }
    return elements;
  }

  private static Object vector(FixedVectors vectors, int row) {
    int length = vectors.rowLength();
    if (vectors.type() == DataType.BINARY_VECTOR) {
      byte[] bits = new byte[length];
      System.arraycopy(vectors.array(), row * length, bits, 0, length);
      return bits;
    }
    float[] components = new float[length];
    for (int i = 0; i < length; i++) {
      components[i] = vectors.component(row * length + i);
    }
    return components;
  }
}
