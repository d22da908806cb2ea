package io.cinclus.index.ivf;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.Residuals;
import io.cinclus.index.rabitq.RabitqBounds;
import io.cinclus.index.rabitq.RabitqCodes;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists of rows whose codes say between what their scores lie. The lists nearest to a query are
 * found in the same way, by codes of their centroids. Immutable.
 */
final class BoundedLists implements ListCodes {
  private static final String ROWS = "rows";
  private static final String CENTROIDS = "lists";

  private final Kernels kernels;
  private final Metric coarse;
  private final InvertedLists lists;
  private final RabitqCodes rows;
  private final RabitqCodes centroids;
  private final int[] allLists;

  private BoundedLists(
      Kernels kernels,
      Metric metric,
      InvertedLists lists,
      RabitqCodes rows,
      RabitqCodes centroids) {
    this.kernels = kernels;
    this.coarse = coarse(metric);
    this.lists = lists;
    this.rows = rows;
    this.centroids = centroids;
    this.allLists = new int[lists.count()];
    Arrays.setAll(allLists, list -> list);
  }

  /** How centroids are compared. */
  private static Metric coarse(Metric metric) {
    return metric == Metric.L2 ? Metric.L2 : Metric.IP;
  }

  /** Writes the codes of the rows of lists and of the centroids. */
  static void write(
      Kernels kernels,
      Metric metric,
      Lists lists,
      Vectors vectors,
      BuildContext context,
      IndexSections out)
      throws InterruptedException {
    RabitqCodes.encode(kernels, metric, lists, vectors, context).write(ROWS, out);
    Vectors centroids = lists.centroids();
    RabitqCodes.encode(kernels, coarse(metric), Residuals.oneList(centroids), centroids, context)
        .write(CENTROIDS, out);
  }

  /** Reads what {@link #write} wrote. */
  static BoundedLists read(Kernels kernels, Metric metric, InvertedLists lists, IndexFileReader in)
      throws IOException {
    Vectors centroids = lists.centroids();
    Residuals residuals = RabitqCodes.residuals(ROWS, kernels, metric, centroids, in);
    RabitqCodes rows = RabitqCodes.read(ROWS, kernels, lists.rows().length, residuals, in);
    Vectors mean = Residuals.oneList(centroids).centroids();
    Residuals around = RabitqCodes.residuals(CENTROIDS, kernels, coarse(metric), mean, in);
    return new BoundedLists(
        kernels,
        metric,
        lists,
        rows,
        RabitqCodes.read(CENTROIDS, kernels, centroids.rows(), around, in));
  }

  @Override
  public long memoryBytes() {
    return rows.memoryBytes() + centroids.memoryBytes() + 4L * allLists.length;
  }

  /**
   * Looks through the nearest {@code nprobe} lists, and then through more until {@code wanted} rows
   * are found.
   *
   * @param wanted no fewer than the rows to be found
   * @return with the rows that may be among the best, which are to be scored
   */
  BoundedProbe probe(float[] query, int nprobe, int wanted, @Nullable Bits allow) {
    RabitqBounds bounds = rows.bounds(query);
    BoundedProbe probe = new BoundedProbe(lists.rows(), bounds, wanted, allow);
    BitSet looked = new BitSet(lists.count());
    TopK nearest = nearest(query, nprobe);
    for (int rank = 0; rank < nearest.size(); rank++) {
      look(bounds, probe, nearest.row(rank), nearest.score(rank));
      looked.set(nearest.row(rank));
    }
    if (!probe.isFull() && nprobe < lists.count()) {
      TopK all = nearest(query, lists.count());
      for (int rank = 0; rank < all.size() && !probe.isFull(); rank++) {
        if (!looked.get(all.row(rank))) {
          look(bounds, probe, all.row(rank), all.score(rank));
        }
      }
    }
    return probe;
  }

  private void look(RabitqBounds bounds, BoundedProbe probe, int list, float nearness) {
    bounds.enter(list, nearness);
    probe.look(lists.from()[list], lists.from()[list + 1]);
  }

  /** So many lists, those whose centroids are nearest to a query first. */
  private TopK nearest(float[] query, int most) {
    RabitqBounds bounds = centroids.bounds(query);
    BoundedProbe probe = new BoundedProbe(allLists, bounds, most, null);
    bounds.enter(0);
    probe.look(0, allLists.length);
    Scorer exact = new Scorer(kernels, coarse, lists.centroids());
    exact.query(query);
    TopK nearest = new TopK(most);
    probe.score(exact, nearest);
    nearest.sort();
    return nearest;
  }
}
