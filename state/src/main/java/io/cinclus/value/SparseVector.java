package io.cinclus.value;

import java.util.Arrays;

/**
 * A vector of few components other than zero. Immutable; the arrays are shared and must not change.
 *
 * @param indices of the components, unsigned numbers, rising
 * @param values of the components, finite
 */
@SuppressWarnings("ArrayRecordComponent")
public record SparseVector(int[] indices, float[] values) {
  public static final SparseVector EMPTY = new SparseVector(new int[0], new float[0]);

  /** The index that no component can have. */
  private static final int RESERVED = -1;

  /** Checks what is said above; {@link IllegalArgumentException}. */
  public SparseVector {
    if (indices.length != values.length) {
      throw new IllegalArgumentException(
          "a sparse vector has %d indices and %d values".formatted(indices.length, values.length));
    }
    for (int i = 0; i < indices.length; i++) {
      if (i > 0 && Integer.compareUnsigned(indices[i - 1], indices[i]) >= 0) {
        throw new IllegalArgumentException(
            "a sparse vector has the index %s behind %s, but its indices must rise"
                .formatted(text(indices[i]), text(indices[i - 1])));
      }
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "a sparse vector has the value %s at index %s, but its values must be finite"
                .formatted(values[i], text(indices[i])));
      }
    }
  }

  private static String text(int index) {
    return Integer.toUnsignedString(index);
  }

  /** How many components the vector tells. */
  public int size() {
    return indices.length;
  }

  /**
   * Whether a row may hold the vector: as in Milvus no value is negative, and no index is the
   * greatest one.
   */
  public boolean isStorable() {
    for (float value : values) {
      if (value < 0) {
        return false;
      }
    }
    return indices.length == 0 || indices[indices.length - 1] != RESERVED;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseVector same
        && Arrays.equals(indices, same.indices)
        && Arrays.equals(values, same.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(indices) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < indices.length; i++) {
      text.append(i == 0 ? "" : ", ").append(text(indices[i])).append(": ").append(values[i]);
    }
    return text.append('}').toString();
  }
}
