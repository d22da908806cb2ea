package io.cinclus.model;

import io.cinclus.value.Geometries;
import io.cinclus.value.SparseVector;
import io.cinclus.value.Timestamps;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Java values put into columns; {@link ErrorCode#BAD_ROW} or {@link ErrorCode#BAD_VECTOR} for those
 * that do not fit. Stateless.
 */
final class RowValues {
  private static final String NO_TEXT = "";

  private RowValues() {}

  /** Sets a row of a column; null leaves the type's zero, whatever stood there before. */
  static void put(FieldSchema field, Column column, int row, @Nullable Object value) {
    if (column instanceof Column.Bools bools) {
      bools.values()[row] = value != null && bool(field, value);
    } else if (column instanceof Column.Longs longs) {
      longs.values()[row] =
          value == null
              ? 0
              : longs.type() == DataType.TIMESTAMPTZ ? micros(field, value) : integer(field, value);
    } else if (column instanceof Column.Doubles doubles) {
      doubles.values()[row] = value == null ? 0 : number(field, value).doubleValue();
    } else if (column instanceof Column.Texts texts) {
      texts.values()[row] =
          value == null
              ? NO_TEXT
              : texts.type() == DataType.JSON ? json(field, value) : text(field, value);
    } else if (column instanceof Column.Binaries binaries) {
      binaries.values()[row] = value == null ? Column.Binaries.EMPTY : geometry(field, value);
    } else if (column instanceof FixedVectors vectors) {
      VectorValues.put(field, vectors, row, value);
    } else if (column instanceof Column.SparseVectors vectors) {
      vectors.values()[row] =
          value == null ? SparseVector.EMPTY : VectorValues.sparse(field, value);
    } else if (column instanceof Column.Arrays arrays) {
      arrays.values()[row] = elements(field, value == null ? List.of() : value);
    }
  }

  static long integer(FieldSchema field, Object value) {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
      return big.longValue();
    }
    throw mismatch(field, value, "a whole number");
  }

  private static long micros(FieldSchema field, Object value) {
    if (value instanceof Instant instant) {
      return Timestamps.of(instant);
    }
    if (value instanceof Number) {
      return integer(field, value);
    }
    try {
      return Timestamps.parse(text(field, value), ZoneOffset.UTC);
    } catch (IllegalArgumentException e) {
      throw RowsCodec.bad("field %s: %s".formatted(field.name(), e.getMessage()));
    }
  }

  private static byte[] geometry(FieldSchema field, Object value) {
    try {
      return Geometries.fromText(text(field, value));
    } catch (IllegalArgumentException e) {
      throw RowsCodec.bad("field %s: %s".formatted(field.name(), e.getMessage()));
    }
  }

  static String text(FieldSchema field, Object value) {
    if (value instanceof CharSequence text) {
      return text.toString();
    }
    throw mismatch(field, value, "a text");
  }

  private static boolean bool(FieldSchema field, Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw mismatch(field, value, "true or false");
  }

  private static Number number(FieldSchema field, Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw mismatch(field, value, "a number");
  }

  private static String json(FieldSchema field, Object value) {
    if (value instanceof CharSequence text) {
      return text.toString();
    }
    if (value instanceof Map<?, ?>
        || value instanceof List<?>
        || value instanceof Number
        || value instanceof Boolean) {
      return JsonTexts.write(field, value);
    }
    throw mismatch(field, value, "a map, a list or JSON text");
  }

  private static Column elements(FieldSchema field, Object value) {
    if (!(value instanceof List<?> list)) {
      throw mismatch(field, value, "a list");
    }
    Column elements = RowBatchBuilder.allocateElements(field.elementType(), list.size());
    int row = 0;
    for (Object element : list) {
      if (element == null) {
        throw RowsCodec.bad(
            "field %s has a null at index %d: arrays hold no nulls".formatted(field.name(), row));
      }
      put(field, elements, row++, element);
    }
    return elements;
  }

  static CinclusException mismatch(FieldSchema field, @Nullable Object value, String wanted) {
    return RowsCodec.bad(
        "field %s of type %s got a %s: give it %s"
            .formatted(
                field.name(),
                field.type(),
                value == null ? "null" : value.getClass().getSimpleName(),
                wanted));
  }
}
