package io.cinclus.index.ivf;

import io.cinclus.index.rabitq.RabitqBounds;
import io.cinclus.index.rabitq.RabitqCodes;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists of rows whose codes say between what their scores lie. Immutable.
 *
 * @param exact by which the nearest lists are found
 */
record BoundedLists(ExactSearch exact, Metric metric, InvertedLists lists, RabitqCodes codes)
    implements ListCodes {

  @Override
  public long memoryBytes() {
    return codes.memoryBytes();
  }

  /**
   * Looks through the nearest {@code nprobe} lists, and then through more until {@code wanted} rows
   * are found.
   *
   * @param wanted no fewer than the rows to be found
   * @return with the rows that may be among the best, which are to be scored
   */
  BoundedProbe probe(float[] query, int nprobe, int wanted, @Nullable Bits allow) {
    RabitqBounds bounds = codes.bounds(query);
    BoundedProbe probe = new BoundedProbe(lists.rows(), bounds, wanted, allow);
    BitSet looked = new BitSet(lists.count());
    TopK nearest = lists.nearest(exact, query, metric, nprobe);
    for (int rank = 0; rank < nearest.size(); rank++) {
      look(bounds, probe, nearest, rank);
      looked.set(nearest.row(rank));
    }
    if (!probe.isFull() && nprobe < lists.count()) {
      TopK all = lists.nearest(exact, query, metric, lists.count());
      for (int rank = 0; rank < all.size() && !probe.isFull(); rank++) {
        if (!looked.get(all.row(rank))) {
          look(bounds, probe, all, rank);
        }
      }
    }
    return probe;
  }

  private void look(RabitqBounds bounds, BoundedProbe probe, TopK nearest, int rank) {
    int list = nearest.row(rank);
    bounds.enter(list, nearest.score(rank));
    probe.look(lists.from()[list], lists.from()[list + 1]);
  }
}
