package io.cinclus.index.hnsw;

import io.cinclus.index.BuildProgress;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.Vectors;
import java.util.Arrays;

/**
 * Builds the graph, inserting row after row (algorithm 1 of the paper). The result is a function of
 * the vectors, the parameters and the kernels. Not thread-safe; used for one build.
 *
 * <p>Two things save most of the time that pruning would take: a list on level 0 has some slack and
 * is pruned only when that is used up, and each link keeps its score.
 */
final class HnswBuilder {
  private static final int PROGRESS_ROWS = 1024;

  private final int m;
  private final int efConstruction;
  private final HnswGraph graph;
  private final int baseCapacity;

  /** The score of each link of level 0, in the place of the link. */
  private final float[] baseScores;

  private final Scorer scorer;
  private final Scorer pairScorer;
  private final GraphSearch search;
  private final NeighbourSelection selection;
  private long[] keys;
  private int entry = HnswGraph.NONE;

  HnswBuilder(Kernels kernels, Metric metric, Vectors vectors, int m, int efConstruction)
      throws InterruptedException {
    int rows = vectors.rows();
    int slack = Math.max(2, m / 2);
    this.m = m;
    this.efConstruction = Math.max(1, Math.min(efConstruction, rows));
    this.baseCapacity = 2 * m + slack;
    int[] nextDuplicate = Duplicates.find(vectors);
    byte[] levels = Levels.draw(rows, m, nextDuplicate);
    int[] base = new int[checked((baseCapacity + 1L) * rows, rows)];
    int[] upper = new int[checked(HnswGraph.upperLength(m, levels), rows)];
    this.graph = new HnswGraph(m, levels, nextDuplicate, base, upper);
    this.baseScores = new float[base.length];
    Vectors normed = metric == Metric.COSINE ? vectors.withInverseNorms(kernels) : vectors;
    this.scorer = new Scorer(kernels, metric, normed);
    this.pairScorer = new Scorer(kernels, metric, normed);
    this.search = new GraphSearch(graph, scorer, new Scratch());
    this.selection = new NeighbourSelection(pairScorer);
    this.keys = new long[baseCapacity + 1];
  }

  private static int checked(long length, int rows) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "an HNSW graph of " + rows + " rows is too large: lower M or make smaller segments");
    }
    return (int) length;
  }

  HnswGraph build(BuildProgress progress) throws InterruptedException {
    int rows = graph.rows();
    for (int row = 0; row < rows; row++) {
      if (row % PROGRESS_ROWS == 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException("HNSW build cancelled at row " + row + " of " + rows);
        }
        progress.rowsDone(row, rows);
      }
      if (graph.level(row) != HnswGraph.NONE) {
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
    int level = graph.level(row);
    if (entry == HnswGraph.NONE) {
      entry = row;
      return;
    }
    int top = graph.level(entry);
    scorer.query(row);
    long nearest = search.descend(ScoredRow.of(scorer.score(entry), entry), top, level);
    for (int at = Math.min(level, top); at >= 0; at--) {
      int count = takeKeys(search.searchLayer(at, nearest, efConstruction));
      nearest = keys[0];
      connect(row, at, selection.select(keys, count, m));
    }
    if (level > top) {
      entry = row;
    }
  }

  /** Copies what was found to {@link #keys}, the best first. */
  private int takeKeys(Beam found) {
    int count = found.size();
    if (keys.length < count) {
      keys = new long[count];
    }
    for (int i = 0; i < count; i++) {
      keys[i] = found.scoredRow(i);
    }
    return count;
  }

  /** Links a new row with the first {@code count} of {@link #keys}, both ways. */
  private void connect(int row, int level, int count) {
    long[] chosen = Arrays.copyOf(keys, count);
    write(row, level, chosen, count);
    for (long each : chosen) {
      append(ScoredRow.row(each), level, ScoredRow.of(ScoredRow.score(each), row));
    }
  }

  private void write(int row, int level, long[] links, int count) {
    int[] lists = graph.lists(level);
    int list = graph.list(row, level);
    lists[list] = count;
    for (int i = 0; i < count; i++) {
      put(level, list + 1 + i, links[i]);
    }
  }

  private void put(int level, int at, long link) {
    graph.lists(level)[at] = ScoredRow.row(link);
    if (level == 0) {
      baseScores[at] = ScoredRow.score(link);
    }
  }

  private void append(int row, int level, long link) {
    int[] lists = graph.lists(level);
    int list = graph.list(row, level);
    int count = lists[list];
    if (count < (level == 0 ? baseCapacity : m)) {
      put(level, list + 1 + count, link);
      lists[list] = count + 1;
      return;
    }
    prune(row, level, link);
  }

  /** Selects a row's links anew from its list and one more. */
  private void prune(int row, int level, long link) {
    int count = readList(row, level);
    keys[count++] = link;
    sortKeys(count);
    write(row, level, keys, selection.select(keys, count, graph.maxLinks(level)));
  }

  /** Sorts the first {@link #keys}, the best first. */
  private void sortKeys(int count) {
    Arrays.sort(keys, 0, count);
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      long key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
    }
  }

  /** Copies a row's links to {@link #keys}. */
  private int readList(int row, int level) {
    int[] lists = graph.lists(level);
    int list = graph.list(row, level);
    int count = lists[list];
    pairScorer.query(row);
    for (int i = 0; i < count; i++) {
      int to = lists[list + 1 + i];
      float score = level == 0 ? baseScores[list + 1 + i] : pairScorer.score(to);
      keys[i] = ScoredRow.of(score, to);
    }
    return count;
  }

  /** Prunes lists that use their slack, and drops the slack. */
  private HnswGraph compact() {
    int most = graph.maxLinks(0);
    int[] base = new int[graph.rows() * (most + 1)];
    for (int row = 0; row < graph.rows(); row++) {
      int count = readList(row, 0);
      if (count > most) {
        sortKeys(count);
        count = selection.selectAndFill(keys, count, most);
      }
      int list = row * (most + 1);
      base[list] = count;
      for (int i = 0; i < count; i++) {
        base[list + 1 + i] = ScoredRow.row(keys[i]);
      }
    }
    return new HnswGraph(m, graph.levels(), graph.duplicates(), base, graph.lists(1));
  }
}
