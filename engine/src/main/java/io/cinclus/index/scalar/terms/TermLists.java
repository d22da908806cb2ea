package io.cinclus.index.scalar.terms;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.LongEntries;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.TextEntries;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/**
 * The rows of each term: those of term t at {@code rows[starts[t]]} to {@code rows[starts[t + 1]]},
 * ascending, at least one.
 */
@SuppressWarnings("ArrayRecordComponent")
record TermLists(int[] starts, int[] rows) {
  static final String STARTS = "starts";
  static final String ROWS = "rows";

  /** The lists, and for each term one of the entries that have it. */
  @SuppressWarnings("ArrayRecordComponent")
  record Grouped(TermLists lists, int[] samples) {}

  int terms() {
    return starts.length - 1;
  }

  static Grouped group(LongEntries entries, BuildContext context) throws InterruptedException {
    int[] order =
        MergeSort.sorted(
            entries.size(), (a, b) -> Long.compare(entries.key(a), entries.key(b)), context);
    return group(order, (a, b) -> entries.key(a) == entries.key(b) ? 0 : 1, entries::row);
  }

  static Grouped group(TextEntries entries, BuildContext context) throws InterruptedException {
    int[] order =
        MergeSort.sorted(
            entries.size(),
            (a, b) -> Arrays.compareUnsigned(entries.text(a), entries.text(b)),
            context);
    return group(
        order, (a, b) -> Arrays.equals(entries.text(a), entries.text(b)) ? 0 : 1, entries::row);
  }

  /** The row of an entry. */
  @FunctionalInterface
  private interface RowOf {
    int row(int entry);
  }

  /** Entries of one term follow each other, in the order of their rows, some twice. */
  private static Grouped group(int[] order, IntBinaryOperator difference, RowOf rowOf) {
    int[] starts = new int[order.length + 1];
    int[] rows = new int[order.length];
    int[] samples = new int[order.length];
    int terms = 0;
    int count = 0;
    for (int i = 0; i < order.length; i++) {
      int row = rowOf.row(order[i]);
      if (i == 0 || difference.applyAsInt(order[i - 1], order[i]) != 0) {
        samples[terms] = order[i];
        starts[terms++] = count;
      } else if (rows[count - 1] == row) {
        continue;
      }
      rows[count++] = row;
    }
    starts[terms] = count;
    return new Grouped(
        new TermLists(Arrays.copyOf(starts, terms + 1), Arrays.copyOf(rows, count)),
        Arrays.copyOf(samples, terms));
  }

  void addTo(String part, IndexSections out) {
    out.add(part + STARTS, starts);
    out.add(part + ROWS, rows);
  }

  /**
   * Reads lists of the rows that are not missing.
   *
   * @param terms how many lists
   * @param mostValues at least as many as there are rows in all lists
   */
  static TermLists read(
      String part, int terms, RowStates states, long mostValues, IndexFileReader in)
      throws IOException {
    int[] starts = in.ints(part + STARTS, terms + 1L);
    in.check(part + STARTS, starts.length == terms + 1 && starts[0] == 0, "no lists of the terms");
    for (int term = 0; term < terms; term++) {
      in.check(part + STARTS, starts[term] < starts[term + 1], "a list is empty or ends too soon");
    }
    int[] rows = in.ints(part + ROWS, mostValues);
    in.check(part + ROWS, rows.length == starts[terms], "the lists have other lengths");
    for (int term = 0; term < terms; term++) {
      int before = -1;
      for (int i = starts[term]; i < starts[term + 1]; i++) {
        boolean rises = rows[i] > before && rows[i] < states.rows();
        if (!rises || states.isMissing(rows[i])) {
          throw in.corrupt(part + ROWS, "row " + rows[i] + " has no place there");
        }
        before = rows[i];
      }
    }
    return new TermLists(starts, rows);
  }
}
