package io.cinclus.vector;

import io.cinclus.value.Float16;
import java.util.Random;

/** Rows of every element type, for tests. */
public final class ElementTypeRows {
  private ElementTypeRows() {}

  /** Random rows of a type. */
  public static Vectors random(ElementType type, Random random, int rows, int dim) {
    float[] floats = TestVectors.gaussian(random, rows * dim);
    short[] shorts = new short[floats.length];
    byte[] bytes = new byte[floats.length];
    for (int i = 0; i < floats.length; i++) {
      shorts[i] =
          type == ElementType.FLOAT16
              ? Float16.of(floats[i])
              : (short) (Float.floatToRawIntBits(floats[i]) >>> 16);
      bytes[i] = (byte) Math.max(-128, Math.min(127, Math.round(40 * floats[i])));
    }
    return switch (type) {
      case FLOAT32 -> Vectors.of(floats, dim);
      case FLOAT16, BFLOAT16 -> Vectors.of(type, shorts, dim);
      case INT8 -> Vectors.of(bytes, dim);
    };
  }

  /** The same rows in floats. */
  public static Vectors floats(Vectors rows) {
    float[] values = new float[rows.rows() * rows.dim()];
    for (int row = 0; row < rows.rows(); row++) {
      rows.copy(row, values, row * rows.dim());
    }
    return Vectors.of(values, rows.dim());
  }
}
