package io.cinclus.index.scalar;

/**
 * Takes the values of a range of rows, row by row. Each row is told of in one of three ways: with
 * {@link #present} and its values, with {@link #absent}, or not at all, where it has a value of
 * another kind. Ranges whose ends are multiples of 64 may be collected at once, one thread each.
 */
public final class ScalarCollector {
  private final StateBits states;
  final LongEntries integers = new LongEntries();
  final LongEntries floats = new LongEntries();
  final TextEntries texts = new TextEntries();
  final BoxEntries boxes = new BoxEntries();

  ScalarCollector(StateBits states) {
    this.states = states;
  }

  /** The row has as many values of the index' kind as follow: one, or those of an array. */
  public void present(int row) {
    states.setPresent(row);
  }

  /** There is nothing at all in the row: it is null. */
  public void absent(int row) {
    states.setNull(row);
  }

  public void bool(int row, boolean value) {
    integers.add(row, value ? 1 : 0);
  }

  public void integer(int row, long value) {
    integers.add(row, value);
  }

  /** A NaN, which has no place in any order, leaves the row undecided. */
  public void floating(int row, double value) {
    if (Double.isNaN(value)) {
      states.setUndecided(row);
    } else {
      floats.add(row, FloatKeys.key(value));
    }
  }

  /** A box that ends before it begins, since there is nothing in it, leaves the row undecided. */
  public void box(int row, double minX, double minY, double maxX, double maxY) {
    if (minX > maxX || minY > maxY) {
      states.setUndecided(row);
    } else {
      boxes.add(row, minX, minY, maxX, maxY);
    }
  }

  /** A text that has no UTF-8 form leaves the row undecided. */
  public void text(int row, String value) {
    byte[] utf8 = Utf8Keys.encode(value);
    if (utf8 == null) {
      states.setUndecided(row);
    } else {
      texts.add(row, utf8);
    }
  }
}
