package io.cinclus.index.scalar;

import java.util.Arrays;
import java.util.List;

/** Pairs of a row and a number, in the order of rows. Grows; single-threaded. */
public final class LongEntries {
  private int[] rows = new int[16];
  private long[] keys = new long[16];
  private int size;

  void add(int row, long key) {
    if (size == rows.length) {
      int capacity = Math.multiplyExact(size, 2);
      rows = Arrays.copyOf(rows, capacity);
      keys = Arrays.copyOf(keys, capacity);
    }
    rows[size] = row;
    keys[size++] = key;
  }

  public int size() {
    return size;
  }

  public int row(int entry) {
    return rows[entry];
  }

  public long key(int entry) {
    return keys[entry];
  }

  /** All entries of parts that follow each other. */
  static LongEntries concat(List<LongEntries> parts) {
    LongEntries all = new LongEntries();
    int total = parts.stream().mapToInt(LongEntries::size).reduce(0, Math::addExact);
    all.rows = new int[Math.max(1, total)];
    all.keys = new long[Math.max(1, total)];
    for (LongEntries part : parts) {
      System.arraycopy(part.rows, 0, all.rows, all.size, part.size);
      System.arraycopy(part.keys, 0, all.keys, all.size, part.size);
      all.size += part.size;
    }
    return all;
  }
}
