package io.cinclus.standalone.bench;

import java.util.Arrays;

/** Vectors, row after row in one array. Not copied: whoever shares it must not change it. */
final class Rows {
  private final float[] values;
  private final int dim;

  /** Rows of {@code dim} numbers each; {@code values} must have a multiple of that. */
  Rows(float[] values, int dim) {
    if (dim < 1 || values.length % dim != 0) {
      throw new IllegalArgumentException(
          "%d numbers are no rows of dimension %d".formatted(values.length, dim));
    }
    this.values = values;
    this.dim = dim;
  }

  float[] values() {
    return values;
  }

  int dim() {
    return dim;
  }

  int count() {
    return values.length / dim;
  }

  /** The first rows. */
  Rows first(int count) {
    return count == count() ? this : new Rows(Arrays.copyOf(values, count * dim), dim);
  }

  /** A copy of {@code count} rows from {@code first} on. */
  float[][] copy(int first, int count) {
    float[][] copies = new float[count][];
    for (int i = 0; i < count; i++) {
      int from = (first + i) * dim;
      copies[i] = Arrays.copyOfRange(values, from, from + dim);
    }
    return copies;
  }
}
