package io.cinclus.index.hnsw;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexParams;
import io.cinclus.index.Parameters;
import io.cinclus.index.graph.Duplicates;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Builds the graph in rounds, each of which doubles it, and a round in batches. The rows of a batch
 * are searched for in the graph of those before and compared with each other, and then linked, so
 * that the result is a function of the vectors, the parameters and the kernels, whatever the number
 * of threads. Used for one build.
 */
final class HnswBuilder {
  /** So many that threads seldom wait for each other, and so few that comparing them is little. */
  private static final int BATCH_ROWS = 64;

  /** A batch is at most this part of the rows before it. */
  private static final int BATCH_DIVISOR = 8;

  /** Rows that a thread searches for at a time. */
  private static final int SEARCH_RANGE = 8;

  /** Rows with which less is done, at a time. */
  private static final int COPY_RANGE = 1024;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;
  private final int m;
  private final int efConstruction;
  private final BuildContext context;
  private final int[] nextDuplicate;
  private final byte[] levels;
  private final ChunkedLinks links;
  private final ConcurrentLinkedQueue<Insertion> idle = new ConcurrentLinkedQueue<>();
  private int entry = HnswGraph.NONE;

  /** With the parameters M and efConstruction. */
  HnswBuilder(Kernels kernels, Vectors vectors, IndexParams params, BuildContext context)
      throws InterruptedException {
    int rows = vectors.rows();
    this.m = params.value(Parameters.M);
    if ((2L * m + 1) * rows > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "an HNSW graph of " + rows + " rows is too large: lower M or make smaller segments");
    }
    this.kernels = kernels;
    this.metric = params.metric();
    this.vectors = metric == Metric.COSINE ? vectors.withInverseNorms(kernels) : vectors;
    this.efConstruction = Math.max(1, Math.min(params.value(Parameters.EF_CONSTRUCTION), rows));
    this.context = context;
    this.nextDuplicate = Duplicates.find(vectors);
    this.levels = Levels.draw(rows, m, nextDuplicate);
    this.links = new ChunkedLinks(m).withRows(rows);
  }

  /**
   * What a build holds at most: {@link ChunkedLinks} and then {@link HnswGraph}, with some more
   * upper lists than are to be expected; 50 bytes a row for the levels, the equal rows and a table
   * to find them, the order, its keys, inverse norms and the walk that looks for lost rows; and for
   * each thread what it has visited.
   */
  static long buildBytes(long rows, int m, int threads) {
    long upper = 2 * rows * (4L * (m + 1) + 32) / (m - 1);
    return ChunkedLinks.baseBytes(rows, m)
        + 4 * rows * (2L * m + 1)
        + 2 * upper
        + 50 * rows
        + 9L * threads * rows;
  }

  HnswGraph build() throws InterruptedException {
    context.progress().rowsDone(0, levels.length);
    int[] order = order();
    if (order.length > 0) {
      entry = order[0];
      links.addUpper(entry, levels[entry]);
    }
    for (int from = 1; from < order.length; ) {
      int to = (int) Math.min(order.length, 2L * from);
      insertRound(order, from, to);
      from = to;
    }
    HnswGraph result = compact();
    if (result.entry() != HnswGraph.NONE) {
      new Reachability(result, new Scorer(kernels, metric, vectors), efConstruction)
          .repair(result.entry());
    }
    context.progress().rowsDone(levels.length, levels.length);
    return result;
  }

  /** The rows of the graph. */
  private int[] order() {
    int[] order = new int[levels.length];
    int count = 0;
    for (int row = 0; row < levels.length; row++) {
      if (levels[row] != HnswGraph.NONE) {
        order[count++] = row;
      }
    }
    return Arrays.copyOf(order, count);
  }

  private void insertRound(int[] order, int from, int to) throws InterruptedException {
    int[] places = sortByPlace(order, from, to);
    for (int at = from; at < to; ) {
      context.progress().rowsDone(at, levels.length);
      int end = batchEnd(order, at, to);
      insertBatch(order, at, end, Arrays.copyOfRange(places, at - from, end - from));
      at = end;
    }
  }

  /**
   * Sorts rows by the row of level 1 that they are near to, their place: one then finds much of
   * what it reads in the cache, where the row before has left it. Returns the places.
   */
  private int[] sortByPlace(int[] order, int from, int to) throws InterruptedException {
    long[] keys = new long[to - from];
    each(
        to - from,
        COPY_RANGE,
        (insertion, i) -> {
          int row = order[from + i];
          keys[i] = ((long) ScoredRow.row(insertion.descend(row, 0, entry)) << 32) | row;
        });
    Arrays.sort(keys);
    int[] places = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      order[from + i] = (int) keys[i];
      places[i] = (int) (keys[i] >>> 32);
    }
    return places;
  }

  /** A row that rises above all others is a batch of its own. */
  private int batchEnd(int[] order, int from, int to) {
    int most = Math.max(1, Math.min(BATCH_ROWS, from / BATCH_DIVISOR));
    int end = from + 1;
    if (levels[order[from]] <= levels[entry]) {
      while (end < Math.min(to, from + most) && levels[order[end]] <= levels[entry]) {
        end++;
      }
    }
    return end;
  }

  private void insertBatch(int[] order, int from, int to, int[] places)
      throws InterruptedException {
    for (int i = from; i < to; i++) {
      links.addUpper(order[i], levels[order[i]]);
    }
    long[][][] chosen = new long[to - from][][];
    each(
        to - from,
        SEARCH_RANGE,
        (insertion, i) -> {
          int start = levels[order[from + i]] == 0 ? places[i] : entry;
          chosen[i] = insertion.choose(order, from, from + i, start);
        });
    int shares = context.threads();
    each(
        shares,
        1,
        (insertion, share) -> {
          for (int i = 0; i < chosen.length; i++) {
            insertion.link(order[from + i], chosen[i], share, shares);
          }
        });
    if (levels[order[from]] > levels[entry]) {
      entry = order[from];
    }
  }

  /** Prunes lists that use their slack, and drops the slack. */
  private HnswGraph compact() throws InterruptedException {
    int rows = levels.length;
    int[] base = new int[rows * (2 * m + 1)];
    int[] upper = new int[Math.toIntExact(HnswGraph.upperLength(m, levels))];
    HnswGraph result = new HnswGraph(m, levels, nextDuplicate, base, upper);
    each(
        rows,
        COPY_RANGE,
        (insertion, row) -> {
          int list = result.list(row, 0);
          base[list] = insertion.copyWithoutSlack(row, base, list + 1);
          if (levels[row] > 0) {
            int[] lists = links.lists(row, 1);
            System.arraycopy(lists, 0, upper, result.list(row, 1), lists.length);
          }
        });
    return result;
  }

  private interface Work {
    void run(Insertion insertion, int i);
  }

  private void each(int count, int rangeRows, Work work) throws InterruptedException {
    context.forEachRange(
        count,
        rangeRows,
        (from, to) -> {
          Insertion insertion = insertion();
          for (int i = from; i < to; i++) {
            work.run(insertion, i);
          }
          idle.add(insertion);
        });
  }

  private Insertion insertion() {
    Insertion insertion = idle.poll();
    return insertion != null
        ? insertion
        : new Insertion(
            links,
            efConstruction,
            new Scorer(kernels, metric, vectors),
            new Scorer(kernels, metric, vectors),
            new Scratch());
  }
}
