package io.cinclus.index.scalar;

import java.util.Arrays;
import java.util.List;

/** Pairs of a row and a text in UTF-8, in the order of rows. Grows; single-threaded. */
public final class TextEntries {
  private int[] rows = new int[16];
  private byte[][] texts = new byte[16][];
  private int size;

  void add(int row, byte[] text) {
    if (size == rows.length) {
      int capacity = Math.multiplyExact(size, 2);
      rows = Arrays.copyOf(rows, capacity);
      texts = Arrays.copyOf(texts, capacity);
    }
    rows[size] = row;
    texts[size++] = text;
  }

  public int size() {
    return size;
  }

  public int row(int entry) {
    return rows[entry];
  }

  /** Not a copy. */
  public byte[] text(int entry) {
    return texts[entry];
  }

  /** All entries of parts that follow each other. */
  static TextEntries concat(List<TextEntries> parts) {
    TextEntries all = new TextEntries();
    int total = parts.stream().mapToInt(TextEntries::size).reduce(0, Math::addExact);
    all.rows = new int[Math.max(1, total)];
    all.texts = new byte[Math.max(1, total)][];
    for (TextEntries part : parts) {
      System.arraycopy(part.rows, 0, all.rows, all.size, part.size);
      System.arraycopy(part.texts, 0, all.texts, all.size, part.size);
      all.size += part.size;
    }
    return all;
  }
}
