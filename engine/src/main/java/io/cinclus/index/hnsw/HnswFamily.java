package io.cinclus.index.hnsw;

import io.cinclus.index.BuildContext;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.codes.Codes;
import io.cinclus.index.pq.ProductCodes;
import io.cinclus.index.sq.ScalarCodes;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * HNSW, and HNSW_SQ and HNSW_PQ, which walk the same graph by {@link ScalarCodes} and {@link
 * ProductCodes}: the graph is built with the full-precision vectors in all. The sections of its
 * file are the arrays of {@link HnswGraph}: {@code levels}, {@code base}, {@code upper} and {@code
 * duplicates}.
 */
public final class HnswFamily implements IndexFamily<Vectors> {
  private static final String LEVELS = "levels";
  private static final String BASE = "base";
  private static final String UPPER = "upper";
  private static final String DUPLICATES = "duplicates";

  private final Kernels kernels;

  public HnswFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(Vectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    HnswGraph graph = new HnswBuilder(kernels, vectors, params, context).build();
    out.add(LEVELS, graph.levels());
    out.add(BASE, graph.lists(0));
    out.add(UPPER, graph.lists(1));
    out.add(DUPLICATES, graph.duplicates());
    switch (params.type()) {
      case HNSW_SQ ->
          ScalarCodes.encode(kernels, params.metric(), vectors, null, context).write(out);
      case HNSW_PQ -> ProductCodes.writeAll(kernels, params, vectors, context, out);
      default -> {}
    }
  }

  @Override
  public long buildBytes(Vectors vectors, IndexParams params, int threads) {
    long rows = vectors.rows();
    long codes =
        switch (params.type()) {
          case HNSW_SQ -> ScalarCodes.buildBytes(rows, vectors.dim());
          case HNSW_PQ -> ProductCodes.buildBytes(params, vectors, 1);
          default -> 0;
        };
    return HnswBuilder.buildBytes(rows, params.value(Parameters.M), threads) + codes;
  }

  @Override
  public VectorIndex open(Vectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    int rows = vectors.rows();
    int m = params.value(Parameters.M);
    byte[] levels = levels(rows, in);
    int[] base = lists(BASE, (2L * m + 1) * rows, in);
    int[] upper = lists(UPPER, HnswGraph.upperLength(m, levels), in);
    int[] duplicates = in.ints(DUPLICATES, rows);
    checkDuplicates(levels, duplicates, in);
    HnswGraph graph = new HnswGraph(m, levels, duplicates, base, upper);
    checkLinks(graph, in);
    @Nullable Codes codes =
        switch (params.type()) {
          case HNSW_SQ -> ScalarCodes.read(kernels, params.metric(), rows, vectors.dim(), in);
          case HNSW_PQ -> ProductCodes.readAll(kernels, params, rows, vectors.dim(), in);
          default -> null;
        };
    return new HnswIndex(kernels, params.metric(), vectors, graph, codes);
  }

  private static byte[] levels(int rows, IndexFileReader in) throws IOException {
    byte[] levels = in.bytes(LEVELS, rows);
    if (levels.length != rows) {
      throw in.corrupt(LEVELS, levels.length + " levels for " + rows + " rows");
    }
    for (byte level : levels) {
      if (level < HnswGraph.NONE || level > HnswGraph.MAX_LEVEL) {
        throw in.corrupt(LEVELS, "a level " + level);
      }
    }
    return levels;
  }

  private static int[] lists(String section, long length, IndexFileReader in) throws IOException {
    int[] lists = in.ints(section, length);
    if (lists.length != length) {
      throw in.corrupt(section, "%d ints, but should be %d".formatted(lists.length, length));
    }
    return lists;
  }

  /** Rows that are not in the graph hang in chains on rows that are, each in one. */
  private static void checkDuplicates(byte[] levels, int[] duplicates, IndexFileReader in)
      throws CorruptIndexException {
    int rows = levels.length;
    if (duplicates.length != 0 && duplicates.length != rows) {
      throw in.corrupt(DUPLICATES, duplicates.length + " ints for " + rows + " rows");
    }
    BitSet hanging = new BitSet(rows);
    for (int row = 0; row < duplicates.length; row++) {
      int next = duplicates[row];
      if (next == HnswGraph.NONE) {
        continue;
      }
      if (next <= row || next >= rows || levels[next] != HnswGraph.NONE || hanging.get(next)) {
        throw in.corrupt(DUPLICATES, "row " + row + " is followed by " + next);
      }
      hanging.set(next);
    }
    for (int row = 0; row < rows; row++) {
      if (levels[row] == HnswGraph.NONE && !hanging.get(row)) {
        throw in.corrupt(DUPLICATES, "row " + row + " is neither in the graph nor in a chain");
      }
    }
  }

  private static void checkLinks(HnswGraph graph, IndexFileReader in) throws CorruptIndexException {
    for (int row = 0; row < graph.rows(); row++) {
      for (int level = 0; level <= graph.level(row); level++) {
        String section = level == 0 ? BASE : UPPER;
        int[] lists = graph.lists(level);
        int list = graph.list(row, level);
        int count = lists[list];
        if (count < 0 || count > graph.maxLinks(level)) {
          throw in.corrupt(section, "row " + row + " has a list of " + count);
        }
        for (int i = list + 1; i <= list + count; i++) {
          int to = lists[i];
          if (to < 0 || to >= graph.rows() || graph.level(to) < level) {
            throw in.corrupt(section, "row " + row + " links to " + to + " on level " + level);
          }
        }
      }
    }
  }
}
