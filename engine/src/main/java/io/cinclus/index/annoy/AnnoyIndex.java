package io.cinclus.index.annoy;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.LongHeap;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Approximate search in a {@link Forest}: leaves are looked through, the most promising of all
 * trees first, until {@code search_k} different allowed rows have been scored by their vectors, and
 * then until k rows are found or no leaf is left. Where no more rows are allowed it scans them
 * instead, which is exact. Immutable.
 */
final class AnnoyIndex implements DenseIndex {
  private static final int BATCH_ROWS = 64;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;
  private final Forest forest;

  AnnoyIndex(Kernels kernels, Metric metric, Vectors vectors, Forest forest) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = metric == Metric.COSINE ? vectors.withInverseNorms(kernels) : vectors;
    this.forest = forest;
  }

  @Override
  public IndexType type() {
    return IndexType.ANNOY;
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  @Override
  public int dim() {
    return vectors.dim();
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public long memoryBytes() {
    return forest.memoryBytes() + (metric == Metric.COSINE ? 4L * rows() : 0);
  }

  @Override
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    out.clear();
    Scorer exact = new Scorer(kernels, metric, vectors);
    exact.query(query);
    int given = params.value(Parameters.SEARCH_K);
    long wanted = given < 0 ? (long) out.k() * forest.roots().length : Math.max(given, out.k());
    if (Bits.allowed(allow, rows()) <= wanted) {
      ExactSearch.search(exact, allow, out);
    } else {
      new Walk(exact, allow, out).run(point(query), wanted);
    }
  }

  /** Where a query lies in the {@link Space}. */
  private float[] point(float[] query) {
    float[] point = Arrays.copyOf(query, Space.dim(metric, dim()));
    if (metric != Metric.L2) {
      Space.scale(point, InverseNorms.of(kernels, query, 0, query.length));
    }
    return point;
  }

  /** One walk down the trees. */
  private final class Walk {
    private final Scorer exact;
    private final @Nullable Bits allow;
    private final TopK out;
    private final RowBatch batch = new RowBatch(BATCH_ROWS);
    private final long[] seen = new long[(rows() + 63) >>> 6];
    private final LongHeap nodes = new LongHeap(64);

    /** How many rows were scored, without those that lie before the near end of the range. */
    private long counted;

    /** How many leaves in a row had only rows that lie beyond the far end of the range. */
    private int barrenLeaves;

    /** The best score in the leaf. */
    private float best;

    Walk(Scorer exact, @Nullable Bits allow, TopK out) {
      this.exact = exact;
      this.allow = allow;
      this.out = out;
    }

    void run(float[] point, long wanted) {
      int dim = point.length;
      for (int root : forest.roots()) {
        push(Float.POSITIVE_INFINITY, root);
      }
      while (nodes.size() > 0) {
        long next = ~nodes.pop();
        int node = ScoredRow.row(next);
        if (node < 0) {
          look(~node);
          if (counted >= wanted && (out.isFull() || barrenLeaves >= forest.roots().length)) {
            return;
          }
        } else {
          int plane = node * (dim + 1);
          float margin =
              kernels.dot(point, 0, forest.planes(), plane, dim) + forest.planes()[plane + dim];
          float least = ScoredRow.score(next);
          push(Math.min(least, -margin), forest.children()[2 * node]);
          push(Math.min(least, margin), forest.children()[2 * node + 1]);
        }
      }
    }

    /** The larger the least distance from the planes above is, the sooner comes a node. */
    private void push(float priority, int node) {
      nodes.push(~ScoredRow.of(priority, node));
    }

    private void look(int leaf) {
      best = Float.NEGATIVE_INFINITY;
      for (int at = forest.leaves()[leaf]; at < forest.leaves()[leaf + 1]; at++) {
        int row = forest.rows()[at];
        if ((seen[row >>> 6] >>> row & 1) == 0 && (allow == null || allow.get(row))) {
          seen[row >>> 6] |= 1L << row;
          batch.add(row);
          if (batch.count() == BATCH_ROWS) {
            offer();
          }
        }
      }
      offer();
      if (best > Float.NEGATIVE_INFINITY) { // Else there were only rows that had been seen.
        barrenLeaves = best > out.range().above() ? 0 : barrenLeaves + 1;
      }
    }

    private void offer() {
      exact.score(batch);
      float[] scores = batch.scores();
      for (int i = 0; i < batch.count(); i++) {
        best = Math.max(best, scores[i]);
        counted += scores[i] <= out.range().upTo() ? 1 : 0;
        if (scores[i] >= out.threshold()) {
          out.offer(batch.ids()[i], scores[i]);
        }
      }
      batch.clear();
    }
  }
}
