package io.cinclus.access.translate;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatchBuilder;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Changes to the elements of arrays of one type, none of which is null. Stateless. */
final class ArrayElements {
  private ArrayElements() {}

  /** The elements of one array and then those of the other. */
  static Column appended(Column elements, Column more) {
    int count = elements.capacity();
    Column all = allocate(elements.type(), count + more.capacity());
    elements.copyTo(0, all, 0, count);
    more.copyTo(0, all, count, more.capacity());
    return all;
  }

  /** The elements that are none of some others. */
  static Column without(Column elements, Column others) {
    Set<Object> unwanted = new HashSet<>();
    IntStream.range(0, others.capacity()).forEach(at -> unwanted.add(value(others, at)));
    int[] kept =
        IntStream.range(0, elements.capacity())
            .filter(at -> !unwanted.contains(value(elements, at)))
            .toArray();
    Column rest = allocate(elements.type(), kept.length);
    for (int at = 0; at < kept.length; at++) {
      elements.copyTo(kept[at], rest, at, 1);
    }
    return rest;
  }

  private static Column allocate(DataType type, int count) {
    return RowBatchBuilder.allocate(
        FieldSchema.of("element", type, FieldSchema.Limits.NONE), count);
  }

  private static Object value(Column elements, int at) {
    if (elements instanceof Column.Bools bools) {
      return bools.values()[at];
    }
    if (elements instanceof Column.Longs longs) {
      return longs.values()[at];
    }
    return elements instanceof Column.Doubles doubles
        ? (Object) doubles.values()[at]
        : ((Column.Texts) elements).values()[at];
  }
}
