package io.cinclus.index.ivf;

import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.BitSet;

/**
 * Which rows are in which list, rising in each, one list behind the other. Immutable.
 *
 * @param centroids one for each list
 * @param from where each list begins in {@code rows}, and behind them where the last one ends
 * @param rows each row once
 */
@SuppressWarnings("ArrayRecordComponent")
record InvertedLists(Vectors centroids, int[] from, int[] rows) {
  private static final String CENTROIDS = "ivf.centroids";
  private static final String FROM = "ivf.from";
  private static final String ROWS = "ivf.rows";

  /** The lists of rows whose nearest centroids are known. */
  static InvertedLists of(Vectors centroids, int[] nearest) {
    int[] from = new int[centroids.rows() + 1];
    for (int list : nearest) {
      from[list + 1]++;
    }
    for (int list = 0; list < centroids.rows(); list++) {
      from[list + 1] += from[list];
    }
    int[] next = from.clone();
    int[] rows = new int[nearest.length];
    for (int row = 0; row < nearest.length; row++) {
      rows[next[nearest[row]]++] = row;
    }
    return new InvertedLists(centroids, from, rows);
  }

  /** What the lists of so many rows take beside their centroids, while they are made. */
  static long buildBytes(long rows, long lists) {
    return 4 * rows + 8 * (lists + 1);
  }

  int count() {
    return centroids.rows();
  }

  /** So many lists, those whose centroids are nearest to a query first. */
  TopK nearest(ExactSearch exact, float[] query, Metric metric, int most) {
    TopK nearest = new TopK(Math.min(most, count()));
    Metric coarse = metric == Metric.L2 ? Metric.L2 : Metric.IP;
    exact.search(query, centroids, coarse, null, nearest);
    nearest.sort();
    return nearest;
  }

  long memoryBytes() {
    return 4L * ((long) centroids.rows() * centroids.dim() + from.length + rows.length);
  }

  void write(IndexSections out) {
    out.add(CENTROIDS, centroids.array(0));
    out.add(FROM, from);
    out.add(ROWS, rows);
  }

  static InvertedLists read(int rowCount, int dim, int most, IndexFileReader in)
      throws IOException {
    float[] centroids = in.floats(CENTROIDS, (long) most * dim);
    in.check(
        CENTROIDS,
        centroids.length >= dim && centroids.length % dim == 0,
        centroids.length + " floats are no centroids of dim " + dim);
    int lists = centroids.length / dim;
    int[] from = in.ints(FROM, lists + 1L);
    in.check(FROM, from.length == lists + 1, from.length + " ints for " + lists + " lists");
    in.check(FROM, from[0] == 0 && from[lists] == rowCount, "the lists do not hold all rows");
    int[] rows = in.ints(ROWS, rowCount);
    in.check(ROWS, rows.length == rowCount, rows.length + " ints for " + rowCount + " rows");
    InvertedLists read = new InvertedLists(Vectors.of(centroids, dim), from, rows);
    read.check(in);
    return read;
  }

  private void check(IndexFileReader in) throws CorruptIndexException {
    BitSet seen = new BitSet(rows.length);
    for (int list = 0; list < count(); list++) {
      if (from[list] > from[list + 1] || from[list + 1] > rows.length) {
        throw in.corrupt(FROM, "list " + list + " ends at " + from[list + 1]);
      }
      for (int at = from[list]; at < from[list + 1]; at++) {
        int row = rows[at];
        if (row < 0 || row >= rows.length || seen.get(row)) {
          throw in.corrupt(ROWS, "list " + list + " holds row " + row);
        }
        if (at > from[list] && rows[at - 1] > row) {
          throw in.corrupt(ROWS, "the rows of list " + list + " do not rise");
        }
        seen.set(row);
      }
    }
  }
}
