package io.cinclus.index.scalar;

import java.util.Arrays;
import java.util.List;

/** Pairs of a row and a box, in the order of rows. Grows; single-threaded. */
public final class BoxEntries {
  private static final int NUMBERS = 4;

  private int[] rows = new int[16];
  private double[] numbers = new double[NUMBERS * 16];
  private int size;

  void add(int row, double minX, double minY, double maxX, double maxY) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, Math.multiplyExact(size, 2));
      numbers = Arrays.copyOf(numbers, Math.multiplyExact(rows.length, NUMBERS));
    }
    numbers[NUMBERS * size] = minX;
    numbers[NUMBERS * size + 1] = minY;
    numbers[NUMBERS * size + 2] = maxX;
    numbers[NUMBERS * size + 3] = maxY;
    rows[size++] = row;
  }

  public int size() {
    return size;
  }

  public int row(int entry) {
    return rows[entry];
  }

  /** One of the numbers of a box: the least x, the least y, the greatest x, the greatest y. */
  public double number(int entry, int which) {
    return numbers[NUMBERS * entry + which];
  }

  /** All entries of parts that follow each other. */
  static BoxEntries concat(List<BoxEntries> parts) {
    BoxEntries all = new BoxEntries();
    int total = parts.stream().mapToInt(BoxEntries::size).reduce(0, Math::addExact);
    all.rows = new int[Math.max(1, total)];
    all.numbers = new double[Math.multiplyExact(NUMBERS, all.rows.length)];
    for (BoxEntries part : parts) {
      System.arraycopy(part.rows, 0, all.rows, all.size, part.size);
      System.arraycopy(part.numbers, 0, all.numbers, NUMBERS * all.size, NUMBERS * part.size);
      all.size += part.size;
    }
    return all;
  }
}
