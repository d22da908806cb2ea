package io.cinclus.index.scalar.rtree;

/**
 * Boxes one behind the other, four numbers each: the least and the greatest x, then y, in the order
 * {@code minX, minY, maxX, maxY}. The array may be longer.
 */
@SuppressWarnings("ArrayRecordComponent")
record Boxes(double[] values) {
  static final int NUMBERS = 4;

  boolean meets(int box, Boxes other, int otherBox) {
    int a = NUMBERS * box;
    int b = NUMBERS * otherBox;
    return values[a] <= other.values[b + 2]
        && values[a + 1] <= other.values[b + 3]
        && values[a + 2] >= other.values[b]
        && values[a + 3] >= other.values[b + 1];
  }

  /** Whether a box lies in another one. */
  boolean isWithin(int box, Boxes other, int otherBox) {
    int a = NUMBERS * box;
    int b = NUMBERS * otherBox;
    return values[a] >= other.values[b]
        && values[a + 1] >= other.values[b + 1]
        && values[a + 2] <= other.values[b + 2]
        && values[a + 3] <= other.values[b + 3];
  }

  /** The boxes around each {@code size} that follow each other of the first {@code count}. */
  Boxes around(int count, int size) {
    double[] around = new double[NUMBERS * ((count + size - 1) / size)];
    for (int box = 0; box < count; box++) {
      int to = NUMBERS * (box / size);
      int from = NUMBERS * box;
      boolean isFirst = box % size == 0;
      around[to] = isFirst ? values[from] : Math.min(around[to], values[from]);
      around[to + 1] = isFirst ? values[from + 1] : Math.min(around[to + 1], values[from + 1]);
      around[to + 2] = isFirst ? values[from + 2] : Math.max(around[to + 2], values[from + 2]);
      around[to + 3] = isFirst ? values[from + 3] : Math.max(around[to + 3], values[from + 3]);
    }
    return new Boxes(around);
  }
}
