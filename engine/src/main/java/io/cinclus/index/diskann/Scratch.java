package io.cinclus.index.diskann;

import io.cinclus.index.graph.VisitedRows;
import io.cinclus.vector.LongHeap;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.TopK;
import org.jspecify.annotations.Nullable;

/** The buffers of one search, which a thread keeps and reuses. Not thread-safe. */
final class Scratch {
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final VisitedRows visited = new VisitedRows();

  /** Rows to go on from by their codes, complemented so that the best is on top. */
  final LongHeap candidates = new LongHeap(1024);

  /** The best allowed rows by their codes. */
  final TopK found = new TopK(1);

  /** Rows that are scored by their codes together. */
  final RowBatch batch = new RowBatch(256);

  /** Rows that are read together. */
  final int[] beam = new int[RecordFile.BEAM];

  private @Nullable Records records;

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** Room for a beam. */
  Records records(RecordLayout layout) {
    Records last = records;
    if (last == null || !last.layout().equals(layout)) {
      last = Records.reading(layout, RecordFile.BEAM);
      records = last;
    }
    return last;
  }
}
