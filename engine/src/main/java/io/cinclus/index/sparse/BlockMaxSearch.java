package io.cinclus.index.sparse;

import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseScorer;
import io.cinclus.vector.TopK;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * MaxScore over one window of rows after the other. In each, lists whose entries there cannot
 * together lift a row over the threshold are non-essential: only rows of the others are looked at,
 * and completed from the non-essential lists, the greatest bound first, as long as they may still
 * reach the threshold. What does is scored again by the scorer, so that the sums here, whose order
 * differs, only choose. Not thread-safe; used for one search.
 */
final class BlockMaxSearch {
  private static final int WINDOW_ROWS = 4096;

  /** By how much less than the threshold a sum of floats may be, lest a rounding drops a row. */
  private static final double SLACK = 1e-4;

  private final Postings postings;
  private final Blocks blocks;
  private final float[] lengths;
  private final Metric metric;
  private final Bm25 bm25;

  private final float[] sums = new float[WINDOW_ROWS];
  private final long[] touched = new long[WINDOW_ROWS / Long.SIZE];

  BlockMaxSearch(Postings postings, Blocks blocks, float[] lengths, Metric metric, Bm25 bm25) {
    this.postings = postings;
    this.blocks = blocks;
    this.lengths = lengths;
    this.metric = metric;
    this.bm25 = bm25;
  }

  /** One of the query's lists, with how far it has been read. */
  private final class Cursor {
    final int list;
    final float weight;
    final int end;
    int next;

    /** What no entry in the window adds more than. */
    double most;

    Cursor(int list, float weight) {
      this.list = list;
      this.weight = weight;
      this.next = postings.from()[list];
      this.end = postings.from()[list + 1];
    }

    /** Goes to the first entry that is not below a row. */
    void seek(int row) {
      int[] rows = postings.rows();
      int step = 1;
      int low = next;
      while (low + step < end && rows[low + step] < row) {
        low += step;
        step <<= 1;
      }
      int high = Math.min(end, low + step);
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (rows[middle] < row) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      next = low;
    }

    /** Goes to a window, and finds its bound there. */
    void enter(int from, int to) {
      seek(from);
      most = 0;
      if (next == end) {
        return;
      }
      int last = blocks.end(list);
      for (int block = blocks.block(list, next); block < last; block++) {
        if (postings.rows()[Math.max(next, blocks.begin(list, block))] >= to) {
          return;
        }
        most = Math.max(most, weight * blocks.most(block, metric, bm25));
      }
    }

    float count(int entry) {
      float value = postings.values()[entry];
      return weight
          * (metric == Metric.BM25
              ? (float) bm25.count(value, lengths[postings.rows()[entry]])
              : value);
    }
  }

  /** Offers the best allowed rows that have one of the terms. */
  void search(Terms terms, SparseScorer scorer, @Nullable Bits allow, TopK out) {
    Cursor[] cursors = new Cursor[terms.count()];
    for (int i = 0; i < cursors.length; i++) {
      cursors[i] = new Cursor(terms.lists()[i], terms.weights()[i]);
    }
    for (int from = firstRow(cursors); from < scorer.rows(); from = firstRow(cursors)) {
      int to = Math.min(scorer.rows(), from + WINDOW_ROWS);
      for (Cursor cursor : cursors) {
        cursor.enter(from, to);
      }
      Arrays.sort(cursors, (a, b) -> Double.compare(a.most, b.most));
      int essential = essential(cursors, out);
      for (int i = essential; i < cursors.length; i++) {
        add(cursors[i], from, to);
      }
      if (essential < cursors.length) {
        offer(cursors, essential, from, new Target(scorer, allow, out));
      }
      for (Cursor cursor : cursors) {
        cursor.seek(to);
      }
    }
  }

  /** Where rows that may be good enough go. */
  private record Target(SparseScorer scorer, @Nullable Bits allow, TopK out) {}

  /** The first row that a list still has, or the greatest int if none has any. */
  private int firstRow(Cursor[] cursors) {
    int first = Integer.MAX_VALUE;
    for (Cursor cursor : cursors) {
      if (cursor.next < cursor.end) {
        first = Math.min(first, postings.rows()[cursor.next]);
      }
    }
    return first;
  }

  private static double least(TopK out) {
    double threshold = Math.min(out.threshold(), Float.MAX_VALUE); // A score may be infinite.
    return threshold - Math.abs(threshold) * SLACK;
  }

  /** The first of the lists without which no row of the window reaches the threshold. */
  private static int essential(Cursor[] cursors, TopK out) {
    double least = least(out);
    double most = 0;
    for (int i = 0; i < cursors.length; i++) {
      most += cursors[i].most;
      if (most >= least) {
        return i;
      }
    }
    return cursors.length;
  }

  private void add(Cursor cursor, int from, int to) {
    int[] rows = postings.rows();
    int entry = cursor.next;
    for (; entry < cursor.end && rows[entry] < to; entry++) {
      int at = rows[entry] - from;
      sums[at] += cursor.count(entry);
      touched[at >> 6] |= 1L << at;
    }
    cursor.next = entry;
  }

  private void offer(Cursor[] cursors, int essential, int from, Target target) {
    double rest = 0;
    for (int i = 0; i < essential; i++) {
      rest += cursors[i].most;
    }
    double least = least(target.out());
    for (int word = 0; word < touched.length; word++) {
      for (long bits = touched[word]; bits != 0; bits &= bits - 1) {
        int at = (word << 6) + Long.numberOfTrailingZeros(bits);
        double sum = sums[at];
        sums[at] = 0;
        int row = from + at;
        if (sum + rest >= least
            && (target.allow() == null || target.allow().get(row))
            && complete(cursors, essential, row, sum, rest, least)
            && target.out().offer(row, target.scorer().score(row))) {
          least = least(target.out());
        }
      }
      touched[word] = 0;
    }
  }

  /** Whether a row may reach the threshold, once it is known which non-essential lists have it. */
  private boolean complete(
      Cursor[] cursors, int essential, int row, double sum, double rest, double least) {
    double known = sum;
    double unknown = rest;
    for (int i = essential - 1; i >= 0; i--) {
      Cursor cursor = cursors[i];
      unknown -= cursor.most;
      cursor.seek(row);
      if (cursor.next < cursor.end && postings.rows()[cursor.next] == row) {
        known += cursor.count(cursor.next);
      }
      if (known + unknown < least) {
        return false;
      }
    }
    return true;
  }
}
