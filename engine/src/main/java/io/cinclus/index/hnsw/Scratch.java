package io.cinclus.index.hnsw;

import io.cinclus.index.graph.VisitedRows;
import io.cinclus.vector.LongHeap;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.TopK;

/** The buffers of one search, which a thread keeps and reuses. Not thread-safe. */
final class Scratch {
  private static final int INITIAL_CAPACITY = 1024;
  private static final int INITIAL_NEIGHBOURS = 64;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final VisitedRows visited = new VisitedRows();

  /** The walk of a search in which all rows count. */
  final Beam beam = new Beam();

  /** Scored rows to go on from, complemented so that the best is on top. */
  final LongHeap candidates = new LongHeap(INITIAL_CAPACITY);

  /** The best rows found. */
  final TopK found = new TopK(1);

  /** The neighbours of one row. */
  final RowBatch neighbours = new RowBatch(INITIAL_NEIGHBOURS);

  private int[] list = new int[INITIAL_NEIGHBOURS];

  /** Room for one row's links. */
  int[] list(int length) {
    if (length > list.length) {
      list = new int[length];
    }
    return list;
  }

  static Scratch ofThread() {
    return OF_THREAD.get();
  }
}
