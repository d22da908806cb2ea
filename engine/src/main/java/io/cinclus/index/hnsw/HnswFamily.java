package io.cinclus.index.hnsw;

import io.cinclus.index.BuildProgress;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;
import java.io.IOException;

/**
 * HNSW over full-precision vectors. The sections of its file are the arrays of {@link HnswGraph}:
 * {@code levels}, {@code base}, {@code upper} and {@code duplicates}.
 */
public final class HnswFamily implements IndexFamily {
  private static final String LEVELS = "levels";
  private static final String BASE = "base";
  private static final String UPPER = "upper";
  private static final String DUPLICATES = "duplicates";

  private final Kernels kernels;

  public HnswFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(Vectors vectors, IndexParams params, BuildProgress progress, IndexSections out)
      throws InterruptedException {
    int m = params.value(IndexParams.M);
    int efConstruction = params.value(IndexParams.EF_CONSTRUCTION);
    HnswGraph graph =
        new HnswBuilder(kernels, params.metric(), vectors, m, efConstruction).build(progress);
    out.add(LEVELS, graph.levels());
    out.add(BASE, graph.lists(0));
    out.add(UPPER, graph.lists(1));
    out.add(DUPLICATES, graph.duplicates());
  }

  @Override
  public VectorIndex open(Vectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    int rows = vectors.rows();
    int m = params.value(IndexParams.M);
    byte[] levels = in.bytes(LEVELS);
    in.check(LEVELS, levels.length == rows, levels.length + " levels for " + rows + " rows");
    for (byte level : levels) {
      in.check(LEVELS, level >= HnswGraph.NONE && level <= HnswGraph.MAX_LEVEL, "a level " + level);
    }
    int[] base = in.ints(BASE);
    in.check(BASE, base.length == (2L * m + 1) * rows, "its length is " + base.length + " ints");
    int[] upper = in.ints(UPPER);
    int upperLength = HnswGraph.upperLength(m, levels);
    in.check(UPPER, upper.length == upperLength, "its length is " + upper.length + " ints");
    int[] duplicates = in.ints(DUPLICATES);
    in.check(
        DUPLICATES,
        duplicates.length == 0 || duplicates.length == rows,
        duplicates.length + " ints for " + rows + " rows");
    for (int row = 0; row < duplicates.length; row++) {
      int next = duplicates[row];
      in.check(
          DUPLICATES,
          next == HnswGraph.NONE || (next > row && next < rows),
          "row " + row + " is followed by " + next);
    }
    HnswGraph graph = new HnswGraph(m, 2 * m + 1, levels, base, upper, duplicates);
    checkLinks(graph, in);
    return new HnswIndex(kernels, params.metric(), vectors, graph);
  }

  private static void checkLinks(HnswGraph graph, IndexFileReader in) throws CorruptIndexException {
    for (int row = 0; row < graph.rows(); row++) {
      for (int level = 0; level <= graph.level(row); level++) {
        String section = level == 0 ? BASE : UPPER;
        int[] lists = graph.lists(level);
        int list = graph.list(row, level);
        int count = lists[list];
        in.check(section, count >= 0 && count <= graph.maxLinks(level), "a list of " + count);
        for (int i = list + 1; i <= list + count; i++) {
          int to = lists[i];
          if (to < 0 || to >= graph.rows() || graph.level(to) < level) {
            in.check(section, false, "row " + row + " links to " + to + " on level " + level);
          }
        }
      }
    }
  }
}
