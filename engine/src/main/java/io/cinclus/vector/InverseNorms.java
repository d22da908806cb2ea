package io.cinclus.vector;

/** 1 / |x|, which makes an inner product a cosine; 0 for the zero vector. */
public final class InverseNorms {
  private static final float SAFE_LEAST = 1e-30f;
  private static final float SAFE_MOST = 1e30f;

  private InverseNorms() {}

  /** The inverse norm of {@code values[from, from + dim)}. */
  public static float of(Kernels kernels, float[] values, int from, int dim) {
    double squared = kernels.dot(values, from, values, from, dim);
    if (!(squared > SAFE_LEAST && squared < SAFE_MOST)) {
      squared = squaredNorm(values, from, dim);
    }
    return squared == 0 ? 0 : (float) Math.min(Float.MAX_VALUE, 1 / Math.sqrt(squared));
  }

  /** The inverse norms of the rows from {@code first} on, as many as {@code out} has room for. */
  static void of(Kernels kernels, Vectors vectors, int first, float[] out) {
    int dim = vectors.dim();
    float[] row = new float[vectors.isFloat32() ? 0 : dim];
    for (int i = 0; i < out.length; i++) {
      if (vectors.isFloat32()) {
        out[i] = of(kernels, vectors.array(first + i), vectors.offset(first + i), dim);
      } else {
        vectors.copy(kernels, first + i, row, 0);
        out[i] = of(kernels, row, 0, dim);
      }
    }
  }

  /** In double, for vectors whose squares leave the range of a float. */
  private static double squaredNorm(float[] values, int from, int dim) {
    double sum = 0;
    for (int i = from; i < from + dim; i++) {
      sum += (double) values[i] * values[i];
    }
    return sum;
  }
}
