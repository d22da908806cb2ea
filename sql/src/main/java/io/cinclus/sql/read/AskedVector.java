package io.cinclus.sql.read;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.jspecify.annotations.Nullable;

/**
 * Reads the vector that a row asks for. Flink's planner lets an array of other numbers through
 * where the column is of ARRAY&lt;FLOAT&gt;, {@code ARRAY[1.0, 0.0]} say, and casts nothing: its
 * bytes would be taken for floats. What can be told from an array of floats is refused: elements of
 * another width or class, and floats that no vector has, which is what small integers look like.
 *
 * <p>Stateless.
 */
final class AskedVector {
  private AskedVector() {}

  /** The components; {@link ErrorCode#BAD_VECTOR} where they are none. */
  static float[] read(ArrayData array) {
    if (array instanceof GenericArrayData generic) {
      return generic(generic);
    }
    if (array instanceof BinaryArrayData binary && binary.getSizeInBytes() != size(binary.size())) {
      throw notFloats(null);
    }
    float[] components = new float[array.size()];
    for (int i = 0; i < components.length; i++) {
      if (array.isNullAt(i)) {
        throw hasNull(i);
      }
      components[i] = array.getFloat(i);
    }
    return checked(components);
  }

  /** Bytes of an array of so many floats. */
  private static int size(int count) {
    int bytes = BinaryArrayData.calculateHeaderInBytes(count) + count * Float.BYTES;
    return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  private static float[] generic(GenericArrayData array) {
    if (array.isPrimitiveArray()) {
      try {
        return checked(array.toFloatArray());
      } catch (ClassCastException e) {
        throw notFloats(e);
      }
    }
    Object[] elements = array.toObjectArray();
    float[] components = new float[elements.length];
    for (int i = 0; i < components.length; i++) {
      if (elements[i] == null) {
        throw hasNull(i);
      }
      if (!(elements[i] instanceof Float component)) {
        throw notFloats(null);
      }
      components[i] = component;
    }
    return checked(components);
  }

  /** Integers below 2^23 are denormal as floats, negative ones above -2^23 NaN. */
  private static float[] checked(float[] components) {
    boolean hasNumber = false;
    boolean hasDenormal = false;
    for (float component : components) {
      if (Float.isNaN(component)) {
        throw notFloats(null);
      }
      boolean isDenormal = component != 0 && Math.abs(component) < Float.MIN_NORMAL;
      hasDenormal |= isDenormal;
      hasNumber |= component != 0 && !isDenormal;
    }
    if (hasDenormal && !hasNumber) {
      throw notFloats(null);
    }
    return components;
  }

  private static CinclusException hasNull(int index) {
    return new CinclusException(
        ErrorCode.BAD_VECTOR,
        "the vector to search for has a null at index %d: give it a number".formatted(index));
  }

  private static CinclusException notFloats(@Nullable Throwable cause) {
    String message =
        "the vector to search for is no ARRAY<FLOAT>, and Flink does not cast it: write CAST(ARRAY[1.0, 0.0] AS ARRAY<FLOAT>)";
    return cause == null
        ? new CinclusException(ErrorCode.BAD_VECTOR, message)
        : new CinclusException(ErrorCode.BAD_VECTOR, message, cause);
  }
}
