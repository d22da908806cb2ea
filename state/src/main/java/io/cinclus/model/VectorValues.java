package io.cinclus.model;

import io.cinclus.value.SparseVector;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Java values as vectors; {@link ErrorCode#BAD_ROW} or {@link ErrorCode#BAD_VECTOR} for those that
 * do not fit. Stateless.
 */
final class VectorValues {
  private static final long INDEX_MASK = 0xffff_ffffL;

  private VectorValues() {}

  /** Sets a row; null leaves zeros, whatever stood there before. */
  static void put(FieldSchema field, FixedVectors vectors, int row, @Nullable Object value) {
    int at = row * vectors.rowLength();
    if (value == null) {
      FixedVectors.allocate(vectors.type(), vectors.dimension(), 1, null)
          .copyTo(0, vectors, row, 1);
    } else if (value instanceof byte[] bytes && vectors instanceof Column.ByteVectors target) {
      checkLength(field, target, bytes.length);
      System.arraycopy(bytes, 0, target.values(), at, bytes.length);
    } else if (field.type() == DataType.BINARY_VECTOR) {
      putBits(field, (Column.ByteVectors) vectors, row, value);
    } else if (value instanceof float[] floats) {
      checkLength(field, vectors, floats.length);
      for (int i = 0; i < floats.length; i++) {
        vectors.setComponent(at + i, component(field, floats[i]));
      }
    } else if (value instanceof double[] doubles) {
      checkLength(field, vectors, doubles.length);
      for (int i = 0; i < doubles.length; i++) {
        vectors.setComponent(at + i, component(field, doubles[i]));
      }
    } else if (value instanceof List<?> list) {
      checkLength(field, vectors, list.size());
      int i = at;
      for (Object component : list) {
        vectors.setComponent(i++, component(field, number(field, component).doubleValue()));
      }
    } else {
      throw RowValues.mismatch(field, value, "an array of numbers");
    }
  }

  /** Bytes as numbers from 0 to 255, or in Base64. */
  private static void putBits(
      FieldSchema field, Column.ByteVectors vectors, int row, Object value) {
    byte[] bytes;
    if (value instanceof CharSequence text) {
      bytes = base64(field, text.toString());
    } else if (value instanceof List<?> list) {
      bytes = new byte[list.size()];
      int i = 0;
      for (Object one : list) {
        double number = number(field, one).doubleValue();
        if (number != (int) number || number < 0 || number > 255) {
          throw badVector(field, "has %s for a byte: send 0 to 255".formatted(one));
        }
        bytes[i++] = (byte) number;
      }
    } else {
      throw RowValues.mismatch(field, value, "bytes, or a list of them, or their Base64");
    }
    put(field, vectors, row, bytes);
  }

  private static byte[] base64(FieldSchema field, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR, "field %s has a text that is no Base64".formatted(field.name()), e);
    }
  }

  /** A vector from a {@link SparseVector}, or from a map of values by index, in any order. */
  static SparseVector sparse(FieldSchema field, Object value) {
    if (value instanceof SparseVector vector) {
      return vector;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw RowValues.mismatch(field, value, "a sparse vector, or a map of values by index");
    }
    TreeMap<Long, Float> entries = new TreeMap<>();
    map.forEach(
        (index, number) -> entries.put(index(field, index), number(field, number).floatValue()));
    int[] indices = entries.keySet().stream().mapToInt(Long::intValue).toArray();
    float[] values = new float[indices.length];
    int i = 0;
    for (float one : entries.values()) {
      values[i++] = one;
    }
    try {
      return new SparseVector(indices, values);
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR, "field %s: %s".formatted(field.name(), e.getMessage()), e);
    }
  }

  private static long index(FieldSchema field, @Nullable Object index) {
    try {
      long value = Long.parseLong(String.valueOf(index));
      if (value == (value & INDEX_MASK)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new CinclusException(ErrorCode.BAD_VECTOR, badIndex(field, index), e);
    }
    throw new CinclusException(ErrorCode.BAD_VECTOR, badIndex(field, index));
  }

  private static String badIndex(FieldSchema field, @Nullable Object index) {
    return "field %s has the index '%s' in a sparse vector: send whole numbers from 0 to 2^32 - 2"
        .formatted(field.name(), index);
  }

  private static Number number(FieldSchema field, @Nullable Object component) {
    if (component instanceof Number number) {
      return number;
    }
    throw RowValues.mismatch(field, component, "numbers only");
  }

  private static float component(FieldSchema field, double value) {
    if (field.type() == DataType.INT8_VECTOR && value != (byte) value) {
      throw badVector(
          field, "has the component %s: send whole numbers from -128 to 127".formatted(value));
    }
    return (float) value;
  }

  private static void checkLength(FieldSchema field, FixedVectors vectors, int given) {
    if (given != vectors.rowLength()) {
      boolean binary = vectors.type() == DataType.BINARY_VECTOR;
      throw badVector(
          field,
          "has dimension %d, the vector has %d: embed with the collection's model"
              .formatted(vectors.dimension(), binary ? given * Byte.SIZE : given));
    }
  }

  private static CinclusException badVector(FieldSchema field, String what) {
    return new CinclusException(ErrorCode.BAD_VECTOR, "field %s %s".formatted(field.name(), what));
  }
}
