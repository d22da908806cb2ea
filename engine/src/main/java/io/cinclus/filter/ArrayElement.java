package io.cinclus.filter;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import org.jspecify.annotations.Nullable;

/** The element at an index of an array field; missing where a row's array is shorter. */
record ArrayElement(int fieldId, int index, DataType type) {

  LongVector longs(Block block) {
    long[] missing = new long[block.words()];
    long[] values = new long[block.count()];
    for (int i = 0; i < values.length; i++) {
      if (elements(block, i) instanceof Column.Longs row) {
        values[i] = row.values()[index];
      } else {
        Bits.set(missing, i);
      }
    }
    return new LongVector(values, 0, missing);
  }

  DoubleVector doubles(Block block) {
    long[] missing = new long[block.words()];
    double[] values = new double[block.count()];
    for (int i = 0; i < values.length; i++) {
      if (elements(block, i) instanceof Column.Doubles row) {
        values[i] = row.values()[index];
      } else {
        Bits.set(missing, i);
      }
    }
    return new DoubleVector(values, 0, missing);
  }

  TextVector texts(Block block) {
    long[] missing = new long[block.words()];
    String[] values = new String[block.count()];
    for (int i = 0; i < values.length; i++) {
      if (elements(block, i) instanceof Column.Texts row) {
        values[i] = row.values()[index];
      } else {
        values[i] = "";
        Bits.set(missing, i);
      }
    }
    return new TextVector(values, 0, missing);
  }

  Truth booleans(Block block) {
    long[] missing = new long[block.words()];
    long[] yes = new long[block.words()];
    for (int i = 0; i < block.count(); i++) {
      if (!(elements(block, i) instanceof Column.Bools row)) {
        Bits.set(missing, i);
      } else if (row.values()[index]) {
        Bits.set(yes, i);
      }
    }
    return new Truth(yes, missing);
  }

  /** A row's elements; null where the row has none at the index. */
  private @Nullable Column elements(Block block, int i) {
    Column.Arrays arrays = (Column.Arrays) block.column(fieldId);
    int row = block.from() + i;
    if (arrays.isNull(row)) {
      return null;
    }
    Column elements = arrays.values()[row];
    return index < elements.capacity() && !elements.isNull(index) ? elements : null;
  }
}
