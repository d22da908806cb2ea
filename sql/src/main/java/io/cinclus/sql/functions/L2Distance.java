package io.cinclus.sql.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code L2_DISTANCE(a, b)}: the length of the difference of two vectors; an index of metric {@code
 * L2} measures its square. Null where an argument is. Stateless.
 */
public final class L2Distance extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  public @Nullable Double eval(
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class) @Nullable ArrayData left,
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class)
          @Nullable ArrayData right) {
    if (left == null || right == null) {
      return null;
    }
    Components.checkSame("L2_DISTANCE", left, right);
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      double difference = left.getFloat(i) - right.getFloat(i);
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
