package io.cinclus.sql.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code COSINE_DISTANCE(a, b)}: 1 less the cosine of the angle between two vectors, from 0 to 2; 1
 * where one of them is all zeros. Null where an argument is. Stateless.
 */
public final class CosineDistance extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  public @Nullable Double eval(
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class) @Nullable ArrayData left,
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class)
          @Nullable ArrayData right) {
    if (left == null || right == null) {
      return null;
    }
    Components.checkSame("COSINE_DISTANCE", left, right);
    double norms = Math.sqrt(Components.dot(left, left) * Components.dot(right, right));
    return norms == 0 ? 1 : 1 - Components.dot(left, right) / norms;
  }
}
