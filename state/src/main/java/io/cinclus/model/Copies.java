package io.cinclus.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What copying a column of any type has in common. Stateless. */
final class Copies {
  private Copies() {}

  static <C extends Column> C sameType(Column source, Column target, Class<C> type) {
    if (!type.isInstance(target) || source.type() != target.type()) {
      throw new IllegalArgumentException(
          "cannot copy %s values into a column of %s".formatted(source.type(), target.type()));
    }
    return type.cast(target);
  }

  static boolean @Nullable [] slice(boolean @Nullable [] nulls, int from, int to) {
    return nulls == null ? null : Arrays.copyOfRange(nulls, from, to);
  }

  static void copyNulls(
      boolean @Nullable [] source, int from, boolean @Nullable [] target, int at, int count) {
    if (target != null) {
      if (source != null) {
        System.arraycopy(source, from, target, at, count);
      }
      return;
    }
    if (source != null) {
      for (int row = from; row < from + count; row++) {
        if (source[row]) {
          throw new IllegalArgumentException(
              "row " + row + " is null, but the target is not nullable");
        }
      }
    }
  }
}
