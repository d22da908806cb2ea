package io.cinclus.index.diskann;

import io.cinclus.index.BlockSection;
import io.cinclus.index.BuildContext;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.codes.Codes;
import io.cinclus.index.graph.Duplicates;
import io.cinclus.index.rabitq.ExtendedRabitqCodes;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * DISKANN. The sections of its file are the codes, {@code entries} (the rows where walks begin),
 * {@code duplicates} (per row the next that equals it, or nothing) and {@code records}, the blocks
 * of {@link RecordLayout}.
 *
 * <p>A build holds, beside the vectors, {@code 4 (4/3 max_degree + 2)} bytes a row for the graph,
 * the codes, below 48 bytes a row for its order and the equal rows, the links of a batch, and what
 * each thread searches with. The records are made as they are written.
 */
public final class DiskannFamily implements IndexFamily<Vectors> {
  private static final String ENTRIES = "entries";
  private static final String DUPLICATES = "duplicates";
  private static final String RECORDS = "records";

  /** How many entries there are, in square roots of the rows: a walk scores the codes of all. */
  private static final int ENTRIES_PER_ROOT = 2;

  private static final int MAX_DIM = 1 << 20;
  private static final long ORDER_SEED = 0x6469_736b_616e_6eL;

  private final Kernels kernels;

  public DiskannFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(Vectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    int rows = vectors.rows();
    RecordLayout layout = layout(vectors.dim(), params);
    ExtendedRabitqCodes codes =
        ExtendedRabitqCodes.encode(
            kernels, params.metric(), bits(vectors.dim(), params), vectors, context);
    int[] duplicates = Duplicates.find(vectors);
    int[] order = order(vectors, params.metric(), codes.mean(), duplicates);
    int entryCount = (int) (ENTRIES_PER_ROOT * Math.ceil(Math.sqrt(order.length)));
    int[] entries = Arrays.copyOf(order, Math.min(order.length, entryCount));
    VamanaGraph graph =
        new VamanaBuilder(
                Space.of(kernels, params.metric(), vectors),
                layout.maxDegree(),
                params.value(Parameters.SEARCH_LIST_SIZE),
                context)
            .build(order, entries);
    codes.write(out);
    out.add(ENTRIES, entries);
    out.add(DUPLICATES, duplicates);
    out.addBlocks(
        RECORDS,
        layout.blockBytes(),
        layout.blocks(rows),
        (block, target) -> write(block, target, layout, vectors, graph));
    context.progress().rowsDone(rows, rows);
  }

  @Override
  public long buildBytes(Vectors vectors, IndexParams params, int threads) {
    long rows = vectors.rows();
    int dim = vectors.dim();
    return ExtendedRabitqCodes.buildBytes(rows, dim, bits(dim, params))
        + VamanaBuilder.graphBytes(rows, params.value(Parameters.MAX_DEGREE))
        + 48 * rows
        + 9L * threads * rows;
  }

  private static RecordLayout layout(int dim, IndexParams params) {
    if (dim > MAX_DIM) {
      throw new IllegalArgumentException("dim " + dim + " is too large; the most is " + MAX_DIM);
    }
    return new RecordLayout(dim, params.value(Parameters.MAX_DEGREE));
  }

  private static int bits(int dim, IndexParams params) {
    double budget = params.value(Parameters.PQ_CODE_BUDGET_GB_RATIO) * Float.BYTES * dim;
    // Beside the codes there are links to equal rows and entries, and all are below a quarter.
    return ExtendedRabitqCodes.bitsWithin(Math.min(budget, dim - 2 * Integer.BYTES), dim);
  }

  /** The row nearest to the mean. Of equal rows it is the lowest, which is in the graph. */
  private int medoid(Vectors vectors, Metric metric, float[] mean) {
    TopK nearest = new TopK(1);
    Metric near = metric == Metric.COSINE ? Metric.COSINE : Metric.L2;
    new ExactSearch(kernels).search(mean, vectors, near, null, nearest);
    nearest.sort();
    return nearest.size() == 0 ? 0 : nearest.row(0);
  }

  /** The rows of the graph in the order of their insertion: the medoid, then at random. */
  private int[] order(Vectors vectors, Metric metric, float[] mean, int[] duplicates) {
    int rows = vectors.rows();
    if (rows == 0) {
      return new int[0];
    }
    BitSet hanging = new BitSet(rows);
    for (int next : duplicates) {
      if (next != Duplicates.NONE) {
        hanging.set(next);
      }
    }
    int[] order = new int[rows];
    int medoid = medoid(vectors, metric, mean);
    order[0] = medoid;
    int count = 1;
    for (int row = 0; row < rows; row++) {
      if (row != medoid && !hanging.get(row)) {
        order[count++] = row;
      }
    }
    SplittableRandom random = new SplittableRandom(ORDER_SEED);
    for (int i = count - 1; i > 1; i--) {
      int other = 1 + random.nextInt(i);
      int row = order[i];
      order[i] = order[other];
      order[other] = row;
    }
    return Arrays.copyOf(order, count);
  }

  private static void write(
      int block, ByteBuffer target, RecordLayout layout, Vectors vectors, VamanaGraph graph) {
    float[] vector = new float[layout.dim()];
    int first = block * layout.recordsPerBlock();
    int end = Math.min(vectors.rows(), first + layout.recordsPerBlock());
    for (int row = first; row < end; row++) {
      target.position(Integer.BYTES * layout.offset(row));
      vectors.copy(row, vector, 0);
      target.asFloatBuffer().put(vector);
      target.position(target.position() + Float.BYTES * vector.length);
      target.putInt(graph.degree(row));
      for (int i = 0; i < graph.degree(row); i++) {
        target.putInt(graph.link(row, i));
      }
    }
  }

  @Override
  public DenseIndex open(Vectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    return open(vectors.rows(), vectors.dim(), params, in);
  }

  /** Opens an index without its vectors, which it holds. */
  public DenseIndex open(int rows, int dim, IndexParams params, IndexFileReader in)
      throws IOException {
    RecordLayout layout = layout(dim, params);
    Codes codes =
        ExtendedRabitqCodes.read(kernels, params.metric(), bits(dim, params), rows, dim, in);
    int[] entries = entries(rows, in);
    int[] duplicates = duplicates(rows, in);
    BlockSection blocks = in.blocks(RECORDS, layout.blockBytes(), layout.blocks(rows));
    boolean opened = false;
    try {
      RecordFile uncached = new RecordFile(blocks, layout, rows, NodeCache.empty(layout));
      long held = codes.memoryBytes() + 4L * (duplicates.length + entries.length);
      NodeCache cache = NodeCache.load(uncached, entries, cached(rows, layout, params, held));
      RecordFile file = new RecordFile(blocks, layout, rows, cache);
      DiskIndex index =
          new DiskIndex(
              kernels,
              params.metric(),
              new DiskIndex.Contents(rows, entries, duplicates, codes, cache, file, blocks));
      opened = true;
      return index;
    } finally {
      if (!opened) {
        blocks.close();
      }
    }
  }

  private static int[] entries(int rows, IndexFileReader in) throws IOException {
    int[] entries = in.ints(ENTRIES, rows);
    in.check(ENTRIES, rows == 0 || entries.length > 0, "there are none");
    for (int entry : entries) {
      in.check(ENTRIES, entry >= 0 && entry < rows, "no row of " + rows + ": " + entry);
    }
    return entries;
  }

  private static int[] duplicates(int rows, IndexFileReader in) throws IOException {
    int[] duplicates = in.ints(DUPLICATES, rows);
    in.check(
        DUPLICATES,
        duplicates.length == 0 || duplicates.length == rows,
        duplicates.length + " ints for " + rows + " rows");
    for (int row = 0; row < duplicates.length; row++) {
      int next = duplicates[row];
      boolean follows = next == Duplicates.NONE || (next > row && next < rows);
      in.check(DUPLICATES, follows, "row " + row + " is followed by " + next);
    }
    return duplicates;
  }

  /**
   * How many rows to keep in memory, so that all that is there is below a quarter of the vectors.
   */
  private static int cached(int rows, RecordLayout layout, IndexParams params, long held) {
    double vectors = (double) Float.BYTES * layout.dim() * rows;
    double room =
        Math.min(
            params.value(Parameters.SEARCH_CACHE_BUDGET_GB_RATIO) * vectors,
            Math.nextDown(vectors / 4) - held);
    return (int) Math.max(0, Math.min(rows, room / NodeCache.bytesPerRow(layout)));
  }
}
