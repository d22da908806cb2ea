package io.cinclus.index.diskann;

import io.cinclus.index.BuildContext;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Builds a Vamana graph (algorithm 3 of the paper). The rows of a batch are searched for in the
 * graph of those before, and then linked from the rows they link to, so that the result depends on
 * the rows and parameters alone. Holds the graph with some slack and nothing else of the size of
 * the rows. Used for one build.
 */
final class VamanaBuilder {
  /** A batch is at most this part of all rows. */
  private static final int BATCH_DIVISOR = 50;

  /** Rows or lists that a thread works on at a time. */
  private static final int RANGE = 16;

  private final Space space;
  private final int maxDegree;
  private final int searchList;
  private final BuildContext context;
  private final VamanaGraph graph;
  private final ConcurrentLinkedQueue<VamanaWorker> idle = new ConcurrentLinkedQueue<>();

  VamanaBuilder(Space space, int maxDegree, int searchList, BuildContext context) {
    this.space = space;
    this.maxDegree = maxDegree;
    this.searchList = Math.max(1, Math.min(searchList, space.rows()));
    this.context = context;
    // A list is pruned only when its slack is used up, which saves most prunings.
    this.graph = new VamanaGraph(space.rows(), capacity(maxDegree));
  }

  private static int capacity(int maxDegree) {
    return maxDegree + Math.max(1, maxDegree / 3);
  }

  /** What the graph takes, and the links of a batch the other way round. */
  static long graphBytes(long rows, int maxDegree) {
    return 4 * rows * (capacity(maxDegree) + 1L) + 12L * maxDegree * (rows / BATCH_DIVISOR + 1);
  }

  /**
   * Inserts rows in their order.
   *
   * @param entries where searches begin: the first rows of the order
   * @return the graph, in which a row has at most {@code max_degree} links and which leads from the
   *     entries to each of the rows
   */
  VamanaGraph build(int[] order, int[] entries) throws InterruptedException {
    int most = Math.max(1, order.length / BATCH_DIVISOR);
    for (int from = 1; from < order.length; ) {
      context.progress().rowsDone(from, graph.rows());
      int batch = Math.min(order.length - from, Math.min(most, from));
      insert(order, from, batch, entries);
      from += batch;
    }
    each(graph.rows(), (worker, row) -> worker.trim(row));
    VamanaWorker worker = worker();
    new Reachability(graph, worker, maxDegree).repair(entries, order);
    return graph;
  }

  private void insert(int[] order, int from, int batch, int[] entries) throws InterruptedException {
    int known = Math.min(from, entries.length);
    each(batch, (worker, i) -> worker.insert(order[from + i], entries, known));
    long[] reversed = reversed(order, from, batch);
    int[] starts = starts(reversed);
    each(starts.length - 1, (worker, i) -> worker.link(reversed, starts[i], starts[i + 1]));
  }

  /** The links of a batch the other way round, in order. */
  private long[] reversed(int[] order, int from, int batch) {
    int count = 0;
    for (int i = from; i < from + batch; i++) {
      count += graph.degree(order[i]);
    }
    long[] reversed = new long[count];
    int at = 0;
    for (int i = from; i < from + batch; i++) {
      for (int link = 0; link < graph.degree(order[i]); link++) {
        reversed[at++] = ((long) graph.link(order[i], link) << 32) | order[i];
      }
    }
    Arrays.sort(reversed);
    return reversed;
  }

  /** Where the links of each row begin, and their end. */
  private static int[] starts(long[] links) {
    int[] starts = new int[links.length + 1];
    int count = 0;
    for (int i = 0; i < links.length; i++) {
      if (i == 0 || links[i] >>> 32 != links[i - 1] >>> 32) {
        starts[count++] = i;
      }
    }
    starts[count] = links.length;
    return Arrays.copyOf(starts, count + 1);
  }

  private interface Work {
    void run(VamanaWorker worker, int i);
  }

  private void each(int count, Work work) throws InterruptedException {
    context.forEachRange(
        count,
        RANGE,
        (from, to) -> {
          VamanaWorker worker = worker();
          for (int i = from; i < to; i++) {
            work.run(worker, i);
          }
          idle.add(worker);
        });
  }

  private VamanaWorker worker() {
    VamanaWorker worker = idle.poll();
    return worker != null ? worker : new VamanaWorker(space, graph, maxDegree, searchList);
  }
}
