package io.cinclus.model;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Java values put into columns; {@link ErrorCode#BAD_ROW} for those that do not fit. Stateless. */
final class RowValues {
  private static final String NO_TEXT = "";

  private RowValues() {}

  /** Sets a row of a column; null leaves the type's zero, whatever stood there before. */
  static void put(FieldSchema field, Column column, int row, @Nullable Object value) {
    if (column instanceof Column.Bools bools) {
      bools.values()[row] = value != null && bool(field, value);
    } else if (column instanceof Column.Longs longs) {
      longs.values()[row] = value == null ? 0 : integer(field, value);
    } else if (column instanceof Column.Doubles doubles) {
      doubles.values()[row] = value == null ? 0 : number(field, value).doubleValue();
    } else if (column instanceof Column.Texts texts) {
      texts.values()[row] =
          value == null
              ? NO_TEXT
              : texts.type() == DataType.JSON ? json(field, value) : text(field, value);
    } else if (column instanceof Column.FloatVectors vectors) {
      putVector(field, vectors, row, value);
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

  private static void putVector(
      FieldSchema field, Column.FloatVectors vectors, int row, @Nullable Object value) {
    int dimension = vectors.dimension();
    int at = row * dimension;
    float[] target = vectors.values();
    if (value == null) {
      java.util.Arrays.fill(target, at, at + dimension, 0);
    } else if (value instanceof float[] floats) {
      checkDimension(field, dimension, floats.length);
      System.arraycopy(floats, 0, target, at, dimension);
    } else if (value instanceof double[] doubles) {
      checkDimension(field, dimension, doubles.length);
      for (int i = 0; i < dimension; i++) {
        target[at + i] = (float) doubles[i];
      }
    } else if (value instanceof List<?> list) {
      checkDimension(field, dimension, list.size());
      int i = at;
      for (Object component : list) {
        target[i++] = component(field, component);
      }
    } else {
      throw mismatch(field, value, "an array of numbers");
    }
  }

  private static float component(FieldSchema field, @Nullable Object component) {
    if (component instanceof Number number) {
      return number.floatValue();
    }
    throw mismatch(field, component, "numbers only");
  }

  private static void checkDimension(FieldSchema field, int dimension, int given) {
    if (given != dimension) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR,
          "field %s has dimension %d, the vector has %d: embed with the collection's model"
              .formatted(field.name(), dimension, given));
    }
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

  private static CinclusException mismatch(
      FieldSchema field, @Nullable Object value, String wanted) {
    return RowsCodec.bad(
        "field %s of type %s got a %s: give it %s"
            .formatted(
                field.name(),
                field.type(),
                value == null ? "null" : value.getClass().getSimpleName(),
                wanted));
  }
}
