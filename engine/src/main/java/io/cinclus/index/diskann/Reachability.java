package io.cinclus.index.diskann;

import io.cinclus.vector.TopK;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes every row of the graph reachable from the entries: pruning can take a row's last incoming
 * link away, and not even a search for exactly that row would find it then. Not thread-safe; used
 * for one graph.
 */
final class Reachability {
  private final VamanaGraph graph;
  private final VamanaWorker worker;
  private final int maxDegree;
  private final BitSet reached = new BitSet();
  private int[] stack = new int[1024];

  Reachability(VamanaGraph graph, VamanaWorker worker, int maxDegree) {
    this.graph = graph;
    this.worker = worker;
    this.maxDegree = maxDegree;
  }

  /** Links every lost one of the rows from a near row that is not lost. */
  void repair(int[] entries, int[] rows) throws InterruptedException {
    for (int entry : entries) {
      reach(entry);
    }
    for (int row : rows) {
      if (!reached.get(row)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("DISKANN build cancelled while linking row " + row);
        }
        link(row, worker.nearest(row, entries));
        reach(row);
      }
    }
  }

  /** Marks all that can be reached from a row. */
  private void reach(int start) {
    int depth = push(0, start);
    while (depth > 0) {
      int row = stack[--depth];
      for (int i = 0; i < graph.degree(row); i++) {
        depth = push(depth, graph.link(row, i));
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
  private void link(int lost, TopK near) {
    for (int rank = 0; rank < near.size(); rank++) {
      if (graph.degree(near.row(rank)) < maxDegree) {
        graph.append(near.row(rank), lost);
        return;
      }
    }
    insert(lost, near.row(0));
  }

  /**
   * Puts a lost row into the last link of a row: that one leads to the lost row, which leads on. No
   * row that was reached, and so none that has been repaired, was reached through the lost one's
   * own links, so one of them may go.
   */
  private void insert(int lost, int near) {
    int last = graph.degree(near) - 1;
    int next = graph.link(near, last);
    if (!graph.links(lost, next)) {
      if (graph.degree(lost) < maxDegree) {
        graph.append(lost, next);
      } else {
        graph.setLink(lost, maxDegree - 1, next);
      }
    }
    graph.setLink(near, last, lost);
  }
}
