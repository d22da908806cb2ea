package io.cinclus.sql.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code INNER_PRODUCT(a, b)}: the sum of the products of two vectors' components. Null where an
 * argument is. Stateless.
 */
public final class InnerProduct extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  public @Nullable Double eval(
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class) @Nullable ArrayData left,
      @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class)
          @Nullable ArrayData right) {
    if (left == null || right == null) {
      return null;
    }
    Components.checkSame("INNER_PRODUCT", left, right);
    return Components.dot(left, right);
  }
}
