package io.cinclus.search;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.hnsw.GrowingGraph;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index of the growing rows of a vector field, which is built behind them: it covers the first
 * of the rows that it was told of, and more and more of them. Where it cannot go on it says so once
 * in the log, covers nothing any more and is never wrong.
 *
 * <p>One thread tells of rows and ends it, and never waits; the rows are added by the builders of
 * {@link GrowingIndexes}, by one at a time. What is covered may be asked and searched by any.
 */
final class GrowingIndex {
  /** Links for a row, and how many candidates they are chosen from: cheap to add, for a while. */
  static final int M = 16;

  static final int EF_CONSTRUCTION = 100;

  private static final Logger LOG = LoggerFactory.getLogger(GrowingIndex.class);

  private final String name;
  private final GrowingIndexes shared;
  private final int chunkRows;
  private final boolean needsNorms;
  private final Kernels kernels = Kernels.fastest();
  private final GrowingGraph graph;
  private final AtomicBoolean building = new AtomicBoolean();
  private volatile Told told;
  private volatile Vectors covered;
  private volatile boolean ended;

  /** Only of the builder: a number for each row of each chunk. */
  private float[][] norms = {};

  /** Guarded by this. */
  private long takenBytes;

  /** The rows there are: the first {@code rows} of the chunks. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Told(float[][] chunks, int rows) {}

  /**
   * An index of no rows yet.
   *
   * @param name of what is indexed, for the log
   * @param chunkRows rows of each chunk of vectors, a power of two
   */
  GrowingIndex(String name, GrowingIndexes shared, Metric metric, int dim, int chunkRows) {
    this.name = name;
    this.shared = shared;
    this.chunkRows = chunkRows;
    this.needsNorms = metric == Metric.COSINE;
    this.graph = new GrowingGraph(kernels, metric, dim, M, EF_CONSTRUCTION);
    this.told = new Told(new float[0][], 0);
    this.covered = Vectors.of(new float[0], dim);
  }

  /** Whether so many rows are enough more than are known to tell of them. */
  boolean isWorthTelling(int rows) {
    return rows - told.rows() >= shared.stepRows();
  }

  /**
   * Tells of rows; some builder will add them.
   *
   * @param firstChunk which chunk the first of {@code chunks} is; those before are known
   * @param rows in all chunks from the first one on
   */
  void tell(int firstChunk, float[][] chunks, int rows) {
    float[][] all = Arrays.copyOf(told.chunks(), firstChunk + chunks.length);
    System.arraycopy(chunks, 0, all, firstChunk, chunks.length);
    told = new Told(all, rows);
    schedule();
  }

  private void schedule() {
    if (canGoOn() && building.compareAndSet(false, true)) {
      execute();
    }
  }

  private void execute() {
    try {
      shared.builders().execute(this::build);
    } catch (RejectedExecutionException stopping) {
      building.set(false); // Nobody will build any more, and soon nobody will search.
    }
  }

  private boolean canGoOn() {
    return !ended && told.rows() - covered.rows() >= shared.stepRows() && shared.hasRoom();
  }

  private void build() {
    try {
      if (canGoOn()) {
        addSome();
        execute(); // Behind what others want to be built.
        return;
      }
    } catch (RuntimeException | Error e) {
      LOG.error("{}: their index cannot go on; they are searched exactly until sealed", name, e);
      end();
    }
    building.set(false);
    schedule(); // What was told of in between.
  }

  private void addSome() {
    Told known = told;
    int from = covered.rows();
    int to = Math.min(known.rows(), from + shared.stepRows());
    Vectors rows = Vectors.ofChunks(known.chunks(), chunkRows, covered.dim(), to);
    if (needsNorms) {
      addNorms(known.chunks(), from, to);
      rows = rows.withInverseNorms(Arrays.copyOf(norms, known.chunks().length));
    }
    graph.add(rows);
    covered = rows;
    account(graph.memoryBytes() + (needsNorms ? (long) norms.length * chunkRows * Float.BYTES : 0));
  }

  /** Also for chunks without any row yet there are numbers, so that there are as many of either. */
  private void addNorms(float[][] chunks, int from, int to) {
    int known = norms.length;
    norms = Arrays.copyOf(norms, Math.max(known, chunks.length));
    for (int chunk = known; chunk < norms.length; chunk++) {
      norms[chunk] = new float[chunkRows];
    }
    int dim = covered.dim();
    for (int row = from; row < to; row++) {
      int at = row % chunkRows;
      norms[row / chunkRows][at] = InverseNorms.of(kernels, chunks[row / chunkRows], at * dim, dim);
    }
  }

  private synchronized void account(long bytes) {
    if (!ended) {
      shared.take(bytes - takenBytes);
      takenBytes = bytes;
    }
  }

  /** The rows that are covered now; nothing where it has ended. */
  Optional<DenseIndex> covered() {
    return ended ? Optional.empty() : Optional.of(graph.index(covered));
  }

  /** How many rows are covered. */
  int rows() {
    return covered.rows();
  }

  /** Adds no more rows, and counts as no memory any more; views of it may still be searched. */
  synchronized void end() {
    ended = true;
    shared.take(-takenBytes);
    takenBytes = 0;
  }
}
