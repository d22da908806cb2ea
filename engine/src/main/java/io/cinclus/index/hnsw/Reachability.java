package io.cinclus.index.hnsw;

import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes every row of the graph reachable on level 0 from the entry. Pruning can take a row's last
 * incoming link away: rarely for distances, but for inner products it does so to all short vectors,
 * which then not even a search for exactly them would find. Not thread-safe; used for one graph.
 */
final class Reachability {
  private final HnswGraph graph;
  private final Scorer scorer;
  private final GraphSearch search;
  private final int ef;
  private final BitSet reached = new BitSet();
  private int[] stack = new int[1024];

  /**
   * @param ef how many of the nearest reachable rows may be asked to link to a lost one
   */
  Reachability(HnswGraph graph, Scorer scorer, int ef) {
    this.graph = graph;
    this.scorer = scorer;
    this.search = new GraphSearch(graph, scorer, new Scratch());
    this.ef = ef;
  }

  /** Links every lost row from a near row that is not, and fails if a row is lost still. */
  void repair(int entry) throws InterruptedException {
    reach(entry);
    for (int row = 0; row < graph.rows(); row++) {
      if (graph.level(row) != HnswGraph.NONE && !reached.get(row)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("HNSW build cancelled while linking row " + row);
        }
        link(row, entry);
        reach(row);
      }
      if (graph.level(row) != HnswGraph.NONE && !reached.get(row)) {
        throw new IllegalStateException("row " + row + " cannot be reached from row " + entry);
      }
    }
  }

  /** Marks all that can be reached from a row. */
  private void reach(int start) {
    int[] lists = graph.lists(0);
    int depth = push(0, start);
    while (depth > 0) {
      int list = graph.list(stack[--depth], 0);
      for (int i = list + 1; i <= list + lists[list]; i++) {
        depth = push(depth, lists[i]);
      }
    }
  }

  private int push(int depth, int row) {
    if (reached.get(row)) {
      return depth;
    }
    reached.set(row);
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, 2 * depth);
    }
    stack[depth] = row;
    return depth + 1;
  }

  /** Lets the nearest reachable row with room link to a lost one, or the nearest make room. */
  private void link(int lost, int entry) {
    scorer.query(lost);
    Beam found = search.searchLayer(0, ScoredRow.of(scorer.score(entry), entry), ef);
    int[] lists = graph.lists(0);
    for (int rank = 0; rank < found.size(); rank++) {
      int list = graph.list(found.row(rank), 0);
      if (lists[list] < graph.maxLinks(0)) {
        lists[list + 1 + lists[list]] = lost;
        lists[list]++;
        return;
      }
    }
    insert(lost, found.row(0));
  }

  /**
   * Puts a lost row into the last link of a row: that one leads to the lost row, which leads on. No
   * row that was reached, and so none that has been repaired, was reached through the lost one's
   * own links, so one of them may go.
   */
  private void insert(int lost, int near) {
    int[] lists = graph.lists(0);
    int last = graph.list(near, 0) + lists[graph.list(near, 0)];
    int list = graph.list(lost, 0);
    for (int i = list + 1; i <= list + lists[list]; i++) {
      if (lists[i] == lists[last]) {
        lists[last] = lost;
        return;
      }
    }
    if (lists[list] < graph.maxLinks(0)) {
      lists[list]++;
    }
    lists[list + lists[list]] = lists[last];
    lists[last] = lost;
  }
}
