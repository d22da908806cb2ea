package io.cinclus.index.sparse;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.SparseVectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * For each dimension that occurs the rows that have it, rising, with their values: list {@code t}
 * has the entries {@code [from[t], from[t + 1])}. Immutable.
 *
 * @param dims each once, in the order of unsigned numbers
 * @param from where each list begins, and behind them where the last one ends
 * @param rows of each entry
 * @param values of each entry
 */
@SuppressWarnings("ArrayRecordComponent")
record Postings(int[] dims, int[] from, int[] rows, float[] values) {
  private static final String DIMS = "sparse.dims";
  private static final String FROM = "sparse.from";
  private static final String ROWS = "sparse.rows";
  private static final String VALUES = "sparse.values";
  private static final int RANGE_ROWS = 4096;

  static Postings of(SparseVectors vectors, BuildContext context) throws InterruptedException {
    int[] rowFrom = vectors.from();
    int entries = rowFrom[vectors.rows()];
    int[] lists = new int[entries];
    int[] dims = dims(vectors, context);
    context.forEachRange(
        vectors.rows(),
        RANGE_ROWS,
        (first, last) -> {
          int at = rowFrom[first];
          for (int row = first; row < last; row++) {
            for (int dim : vectors.row(row).indices()) {
              lists[at++] = find(dims, dim);
            }
          }
        });
    int[] from = new int[dims.length + 1];
    for (int list : lists) {
      from[list + 1]++;
    }
    for (int list = 0; list < dims.length; list++) {
      from[list + 1] += from[list];
    }
    int[] next = from.clone();
    int[] rows = new int[entries];
    float[] values = new float[entries];
    for (int row = 0; row < vectors.rows(); row++) {
      float[] ofRow = vectors.row(row).values();
      for (int i = 0; i < ofRow.length; i++) {
        int at = next[lists[rowFrom[row] + i]]++;
        rows[at] = row;
        values[at] = ofRow[i];
      }
    }
    return new Postings(dims, from, rows, values);
  }

  /** How much is held at most while the postings of so many entries are made. */
  static long buildBytes(long entries) {
    return 28 * entries;
  }

  /** The dimensions that occur, each once. */
  private static int[] dims(SparseVectors vectors, BuildContext context)
      throws InterruptedException {
    int[][] ofRanges = new int[(vectors.rows() + RANGE_ROWS - 1) / RANGE_ROWS][];
    context.forEachRange(
        vectors.rows(),
        RANGE_ROWS,
        (first, last) ->
            ofRanges[first / RANGE_ROWS] =
                distinct(
                    IntStream.range(first, last)
                        .flatMap(row -> Arrays.stream(vectors.row(row).indices()))
                        .toArray()));
    return distinct(Arrays.stream(ofRanges).flatMapToInt(Arrays::stream).toArray());
  }

  /** The different ones of some numbers, in the order of unsigned numbers. */
  private static int[] distinct(int[] dims) {
    for (int i = 0; i < dims.length; i++) {
      dims[i] ^= Integer.MIN_VALUE;
    }
    Arrays.sort(dims);
    int count = 0;
    for (int i = 0; i < dims.length; i++) {
      if (i == 0 || dims[i] != dims[i - 1]) {
        dims[count++] = dims[i];
      }
    }
    for (int i = 0; i < count; i++) {
      dims[i] ^= Integer.MIN_VALUE;
    }
    return Arrays.copyOf(dims, count);
  }

  /** The list of a dimension, or −1 if no row has it. */
  int list(int dim) {
    return find(dims, dim);
  }

  private static int find(int[] dims, int dim) {
    int low = 0;
    int high = dims.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compareUnsigned(dims[middle], dim);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  void write(IndexSections out) {
    out.add(DIMS, dims);
    out.add(FROM, from);
    out.add(ROWS, rows);
    out.add(VALUES, values);
  }

  /** Reads the lists of some rows, which it checks to be their lists. */
  static Postings read(SparseVectors vectors, IndexFileReader in) throws IOException {
    int entries = vectors.from()[vectors.rows()];
    int[] dims = in.ints(DIMS, entries);
    for (int list = 1; list < dims.length; list++) {
      in.check(
          DIMS, Integer.compareUnsigned(dims[list - 1], dims[list]) < 0, "dimensions do not rise");
    }
    int[] from = in.ints(FROM, dims.length + 1L);
    in.check(
        FROM,
        from.length == dims.length + 1 && from[0] == 0 && from[dims.length] == entries,
        "the lists do not span the entries");
    int[] rows = in.ints(ROWS, entries);
    in.check(ROWS, rows.length == entries, rows.length + " rows of " + entries + " entries");
    float[] values = in.floats(VALUES, entries);
    in.check(
        VALUES, values.length == entries, values.length + " values of " + entries + " entries");
    Postings postings = new Postings(dims, from, rows, values);
    postings.checkLists(vectors, in);
    return postings;
  }

  /** Whether they are the lists of these rows: in the order of the lists, each row's entries. */
  private void checkLists(SparseVectors vectors, IndexFileReader in) throws IOException {
    int[] next = new int[vectors.rows()];
    for (int list = 0; list < dims.length; list++) {
      in.check(FROM, from[list] < from[list + 1], "an empty list");
      in.check(FROM, from[list + 1] <= rows.length, "a list beyond the last entry");
      for (int i = from[list]; i < from[list + 1]; i++) {
        int row = rows[i];
        in.check(ROWS, row >= 0 && row < next.length, "a row that is not there");
        in.check(ROWS, i == from[list] || rows[i - 1] < row, "rows do not rise");
        SparseVector vector = vectors.row(row);
        int at = next[row]++;
        in.check(
            ROWS,
            at < vector.size() && vector.indices()[at] == dims[list],
            "a row without the dimension");
        in.check(
            VALUES,
            Float.floatToRawIntBits(vector.values()[at]) == Float.floatToRawIntBits(values[i]),
            "a value that the row does not have");
      }
    }
  }

  long memoryBytes() {
    return 4L * (dims.length + from.length + rows.length + values.length);
  }
}
