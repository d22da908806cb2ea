package io.cinclus.index.hnsw;

import io.cinclus.index.DenseIndex;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An HNSW graph of rows that are appended while it is searched. A search finds rows of the view it
 * is given and no others, each with its exact score, however far the graph has grown since.
 *
 * <p>One thread adds rows, any number search, and nobody waits: what has been added is published by
 * one volatile write, with all that a search reads of it. A search sees no link to rows that are
 * added after it began; those that were added before, but are not in its view, it walks through. It
 * may meet a list while that is being pruned, and then lacks some of its links.
 *
 * <p>Rows cannot be removed: a search is given a bitset without those that are dead.
 */
public final class GrowingGraph {
  private final Kernels kernels;
  private final Metric metric;
  private final int m;
  private final int efConstruction;
  private volatile State state;

  /** Only of the writer. */
  private final Scratch scratch = new Scratch();

  /** Only of the writer: for the first of equal rows, the last. */
  private int[] lastEqual = {};

  /** The entry is {@link HnswGraph#NONE} while there are no rows. */
  private record State(Vectors vectors, ChunkedLinks links, int entry) {}

  /**
   * Of no rows, for vectors of a dimension.
   *
   * @param m links per row, M of the paper, at least 2
   * @param efConstruction rows considered for each new row's links
   */
  public GrowingGraph(Kernels kernels, Metric metric, int dim, int m, int efConstruction) {
    if (m < 2 || efConstruction < 1) {
      throw new IllegalArgumentException(
          "M is at least 2 and efConstruction at least 1, not " + m + " and " + efConstruction);
    }
    this.kernels = kernels;
    this.metric = metric;
    this.m = m;
    this.efConstruction = efConstruction;
    this.state = new State(Vectors.of(new float[0], dim), new ChunkedLinks(m), HnswGraph.NONE);
  }

  /**
   * The rows of a view as an index, which stays as it is however far the graph grows.
   *
   * @param visible the first rows, at most {@link #rows} of them
   */
  public DenseIndex index(Vectors visible) {
    return new GrowingGraphView(this, kernels, metric, visible);
  }

  /** How many rows have been added. It never decreases. */
  public int rows() {
    return state.links.rows();
  }

  /** What the graph takes, without the vectors. */
  public long memoryBytes() {
    return state.links.memoryBytes();
  }

  /**
   * Adds the rows from {@link #rows} on, and publishes them when all are in. Only one thread may
   * add rows.
   *
   * @param all all rows so far, which the graph keeps; for COSINE with their inverse norms, or they
   *     are computed again and again. The first are those that were added before.
   */
  public void add(Vectors all) {
    State before = state;
    int from = before.links.rows();
    if (all.rows() < from || all.dim() != before.vectors.dim()) {
      throw new IllegalArgumentException(
          "a graph of %d rows of dim %d cannot grow to %d rows of dim %d"
              .formatted(from, before.vectors.dim(), all.rows(), all.dim()));
    }
    ChunkedLinks links = before.links.withRows(all.rows());
    growLastEqual(all.rows());
    Insertion insertion =
        new Insertion(
            links,
            efConstruction,
            new Scorer(kernels, metric, all),
            new Scorer(kernels, metric, all),
            scratch);
    int entry = before.entry;
    for (int row = from; row < all.rows(); row++) {
      entry = insert(row, all, links, insertion, entry);
    }
    state = new State(all, links, entry);
  }

  private void growLastEqual(int rows) {
    int from = lastEqual.length;
    if (rows > from) {
      lastEqual = Arrays.copyOf(lastEqual, Math.max(rows, (int) Math.min(2L * from, 1 << 30)));
      Arrays.fill(lastEqual, from, lastEqual.length, HnswGraph.NONE);
    }
  }

  /** Returns the entry from then on. */
  private int insert(int row, Vectors all, ChunkedLinks links, Insertion insertion, int entry) {
    int level = Levels.level(row, m);
    links.addUpper(row, level);
    if (entry == HnswGraph.NONE) {
      return row;
    }
    long[][] chosen = insertion.choose(new int[] {row}, 0, 0, entry);
    int equal = equal(row, all, insertion);
    if (equal != HnswGraph.NONE) {
      links.follow(lastEqual[equal] == HnswGraph.NONE ? equal : lastEqual[equal], row);
      lastEqual[equal] = row;
      return entry;
    }
    insertion.link(row, chosen, 0, 1);
    return level > links.level(entry) ? row : entry;
  }

  /**
   * A row found that equals this one bit for bit: links between many of these lead nowhere else.
   */
  private static int equal(int row, Vectors all, Insertion insertion) {
    float score = insertion.score(row);
    float[] values = all.copy(row);
    float[] other = new float[values.length];
    Beam found = insertion.found();
    for (int rank = 0; rank < found.size() && found.score(rank) >= score; rank++) {
      if (found.score(rank) == score) {
        all.copy(found.row(rank), other, 0);
        if (Arrays.equals(values, other)) {
          return found.row(rank);
        }
      }
    }
    return HnswGraph.NONE;
  }

  /**
   * Finds the best rows of a view, as an index of these rows would.
   *
   * @param visible the first rows, at most {@link #rows} of them
   * @param ef rows considered, at least {@code out.k()} are
   * @param allow says which rows count, with a bit for each visible one; null for all
   */
  public void search(Vectors visible, float[] query, int ef, @Nullable Bits allow, TopK out) {
    State now = state;
    int rows = visible.rows();
    if (rows > now.links.rows()) {
      throw new IllegalArgumentException(
          "a view of %d rows, of which only %d have been added".formatted(rows, now.links.rows()));
    }
    out.clear();
    int allowed = Bits.allowed(allow, rows);
    Scorer exact = new Scorer(kernels, metric, visible);
    exact.query(query);
    if (allowed == 0) {
      return;
    }
    int beam = Math.min(rows, Math.max(ef, out.k()));
    if ((double) allowed * allowed < (double) HnswIndex.SCAN_FACTOR * beam * rows
        || !walk(now, query, beam, new Admission(now.links, rows, allow, out), allowed)) {
      out.clear();
      ExactSearch.search(exact, allow, out);
    }
  }

  private boolean walk(State now, float[] query, int ef, Admission admission, int allowed) {
    Scorer scorer = new Scorer(kernels, metric, now.vectors);
    scorer.query(query);
    return new GraphSearch(now.links, scorer, Scratch.ofThread())
        .search(now.entry, Levels.level(now.entry, m), ef, admission, allowed);
  }
}
