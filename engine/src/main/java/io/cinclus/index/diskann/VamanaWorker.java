package io.cinclus.index.diskann;

import io.cinclus.vector.RowBatch;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.TopK;
import java.util.Arrays;

/** Changes one list of a graph at a time. Not thread-safe: each thread has one. */
final class VamanaWorker {
  private final VamanaGraph graph;
  private final int maxDegree;
  private final int searchList;
  private final Space.Distances distances;
  private final GreedySearch search;
  private final RobustPruning pruning;
  private final RowBatch batch = new RowBatch(64);
  private long[] keys = new long[256];

  VamanaWorker(Space space, VamanaGraph graph, int maxDegree, int searchList) {
    this.graph = graph;
    this.maxDegree = maxDegree;
    this.searchList = searchList;
    this.distances = space.distances();
    this.search = new GreedySearch(graph, distances);
    this.pruning = new RobustPruning(space.distances());
  }

  /**
   * Gives a row its links, chosen from the rows on the way to it.
   *
   * @param entries of which the first {@code count} are in the graph
   */
  void insert(int row, int[] entries, int count) {
    distances.from(row);
    search.search(entries, count, searchList);
    reserve(search.expandedCount());
    System.arraycopy(search.expanded(), 0, keys, 0, search.expandedCount());
    choose(row, search.expandedCount());
  }

  /**
   * Adds links to the list of one row.
   *
   * @param links a row and what it is to link to, of which {@code [from, to)} are of the same row
   */
  void link(long[] links, int from, int to) {
    int row = (int) (links[from] >>> 32);
    if (graph.degree(row) + to - from <= graph.capacity()) {
      for (int i = from; i < to; i++) {
        graph.append(row, (int) links[i]);
      }
      return;
    }
    batch.clear();
    graph.addLinks(row, batch);
    for (int i = from; i < to; i++) {
      batch.add((int) links[i]);
    }
    chooseOfBatch(row);
  }

  /** Prunes a list that has used its slack. */
  void trim(int row) {
    if (graph.degree(row) > maxDegree) {
      batch.clear();
      graph.addLinks(row, batch);
      chooseOfBatch(row);
    }
  }

  /** The reachable rows nearest to a row, the nearest first. */
  TopK nearest(int row, int[] entries) {
    distances.from(row);
    search.search(entries, entries.length, searchList);
    search.found().sort();
    return search.found();
  }

  private void chooseOfBatch(int row) {
    distances.from(row);
    distances.score(batch);
    reserve(batch.count());
    for (int i = 0; i < batch.count(); i++) {
      keys[i] = ScoredRow.of(batch.scores()[i], batch.ids()[i]);
    }
    choose(row, batch.count());
  }

  /** Makes what is chosen of the first {@code count} keys the list of a row. */
  private void choose(int row, int count) {
    Arrays.sort(keys, 0, count);
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      long key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
    }
    int chosen = pruning.choose(keys, count, maxDegree);
    for (int i = 0; i < chosen; i++) {
      graph.setLink(row, i, ScoredRow.row(keys[i]));
    }
    graph.setDegree(row, chosen);
  }

  private void reserve(int count) {
    if (keys.length < count) {
      keys = new long[Math.max(count, 2 * keys.length)];
    }
  }
}
