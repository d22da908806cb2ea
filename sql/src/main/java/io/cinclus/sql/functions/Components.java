package io.cinclus.sql.functions;

import org.apache.flink.table.api.TableRuntimeException;
import org.apache.flink.table.data.ArrayData;

/** Sums over vectors' components, in float64. Stateless. */
final class Components {
  private Components() {}

  /** Refuses vectors of different dimensions, and those that have nulls. */
  static void checkSame(String function, ArrayData left, ArrayData right) {
    if (left.size() != right.size()) {
      throw new TableRuntimeException(
          "%s got vectors of %d and %d components: both must have the same number"
              .formatted(function, left.size(), right.size()));
    }
    checkNoNull(function, left);
    checkNoNull(function, right);
  }

  static void checkNoNull(String function, ArrayData vector) {
    for (int i = 0; i < vector.size(); i++) {
      if (vector.isNullAt(i)) {
        throw new TableRuntimeException(
            "%s got a vector with a null at index %d: give it a number".formatted(function, i));
      }
    }
  }

  static double dot(ArrayData left, ArrayData right) {
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      sum += (double) left.getFloat(i) * right.getFloat(i);
    }
    return sum;
  }
}
