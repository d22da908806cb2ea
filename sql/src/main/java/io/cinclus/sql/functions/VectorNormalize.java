package io.cinclus.sql.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code VECTOR_NORMALIZE(v)}: the vector of the same direction and of length 1; one of zeros stays
 * as it is. Null where the argument is. Stateless.
 */
public final class VectorNormalize extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class)
  public @Nullable ArrayData eval(
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class)
          @Nullable ArrayData vector) {
    if (vector == null) {
      return null;
    }
    Components.checkNoNull("VECTOR_NORMALIZE", vector);
    double length = Math.sqrt(Components.dot(vector, vector));
    float[] components = new float[vector.size()];
    for (int i = 0; i < components.length; i++) {
      components[i] = length == 0 ? 0 : (float) (vector.getFloat(i) / length);
    }
    return new GenericArrayData(components);
  }
}
