package io.cinclus.index.hnsw;

import io.cinclus.index.BuildProgress;
import io.cinclus.index.graph.Duplicates;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.Vectors;

/**
 * Builds the graph, inserting row after row. The result is a function of the vectors, the
 * parameters and the kernels. Not thread-safe; used for one build.
 */
final class HnswBuilder {
  private static final int PROGRESS_ROWS = 1024;

  private final int m;
  private final int efConstruction;
  private final int[] nextDuplicate;
  private final byte[] levels;
  private final ChunkedLinks links;
  private final Scorer scorer;
  private final Insertion insertion;
  private int entry = HnswGraph.NONE;

  HnswBuilder(Kernels kernels, Metric metric, Vectors vectors, int m, int efConstruction)
      throws InterruptedException {
    int rows = vectors.rows();
    if ((2L * m + 1) * rows > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "an HNSW graph of " + rows + " rows is too large: lower M or make smaller segments");
    }
    this.m = m;
    this.efConstruction = Math.max(1, Math.min(efConstruction, rows));
    this.nextDuplicate = Duplicates.find(vectors);
    this.levels = Levels.draw(rows, m, nextDuplicate);
    this.links = new ChunkedLinks(m).withRows(rows);
    Vectors normed = metric == Metric.COSINE ? vectors.withInverseNorms(kernels) : vectors;
    this.scorer = new Scorer(kernels, metric, normed);
    Scorer pairScorer = new Scorer(kernels, metric, normed);
    this.insertion = new Insertion(links, efConstruction, scorer, pairScorer, new Scratch());
  }

  HnswGraph build(BuildProgress progress) throws InterruptedException {
    int rows = levels.length;
    for (int row = 0; row < rows; row++) {
      if (row % PROGRESS_ROWS == 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException("HNSW build cancelled at row " + row + " of " + rows);
        }
        progress.rowsDone(row, rows);
      }
      if (levels[row] != HnswGraph.NONE) {
        insert(row);
      }
    }
    HnswGraph result = compact();
    if (entry != HnswGraph.NONE) {
      new Reachability(result, scorer, efConstruction).repair(entry);
    }
    progress.rowsDone(rows, rows);
    return result;
  }

  private void insert(int row) {
    int level = levels[row];
    links.addUpper(row, level);
    if (entry == HnswGraph.NONE) {
      entry = row;
      return;
    }
    int top = levels[entry];
    long nearest = insertion.descend(row, level, entry, top);
    for (int at = Math.min(level, top); at >= 0; at--) {
      nearest = insertion.choose(at, nearest);
      insertion.link(row, at);
    }
    if (level > top) {
      entry = row;
    }
  }

  /** Prunes lists that use their slack, and drops the slack. */
  private HnswGraph compact() {
    int rows = levels.length;
    int stride = 2 * m + 1;
    int[] base = new int[rows * stride];
    int[] upper = new int[Math.toIntExact(HnswGraph.upperLength(m, levels))];
    int upperFrom = 0;
    for (int row = 0; row < rows; row++) {
      base[row * stride] = insertion.copyWithoutSlack(row, base, row * stride + 1);
      if (levels[row] > 0) {
        int[] lists = links.lists(row, 1);
        System.arraycopy(lists, 0, upper, upperFrom, lists.length);
        upperFrom += lists.length;
      }
    }
    return new HnswGraph(m, levels, nextDuplicate, base, upper);
  }
}
