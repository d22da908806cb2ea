package io.cinclus.standalone.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows of cells in aligned columns, under their headings: texts to the left, numbers to the right.
 * Not thread-safe.
 */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  /**
   * A table with headings.
   *
   * @param headings one for each column; one that begins with {@code >} makes its column go to the
   *     right
   */
  public TextTable(String... headings) {
    right = new boolean[headings.length];
    List<String> shown = new ArrayList<>();
    for (int column = 0; column < headings.length; column++) {
      right[column] = headings[column].startsWith(">");
      shown.add(right[column] ? headings[column].substring(1) : headings[column]);
    }
    rows.add(shown);
  }

  /** Adds a row; {@link IllegalArgumentException} where it has not a cell for each column. */
  public TextTable row(Object... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, right.length));
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(
          cell instanceof Long || cell instanceof Integer
              ? String.format(Locale.ROOT, "%,d", ((Number) cell).longValue())
              : String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** The lines, headings first, each with its end. */
  public String render() {
    int[] widths = new int[right.length];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(row.get(column)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String space = " ".repeat(widths[column] - width(cell));
        line.append(column == 0 ? "" : GAP).append(right[column] ? space + cell : cell + space);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /**
   * The first part of a text, on one line, that is at most so wide; an ellipsis if it is longer.
   */
  public static String shorten(String text, int width) {
    String line = text.strip().replaceAll("\\s+", " ");
    return width(line) <= width
        ? line
        : line.substring(0, line.offsetByCodePoints(0, width - 1)).stripTrailing() + "…";
  }

  /** A number of bytes, in the unit that fits. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double kibibytes = bytes / 1024.0;
    return kibibytes < 1024
        ? String.format(Locale.ROOT, "%.1f KiB", kibibytes)
        : String.format(Locale.ROOT, "%.1f MiB", kibibytes / 1024);
  }
}
