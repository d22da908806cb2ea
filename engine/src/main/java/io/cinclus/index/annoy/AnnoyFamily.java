package io.cinclus.index.annoy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** ANNOY: a {@link Forest}, each tree of which is grown by itself. */
public final class AnnoyFamily implements IndexFamily<Vectors> {
  private static final long SEED = 0x616e_6e6f_79L;

  private final Kernels kernels;

  public AnnoyFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(Vectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    int rows = vectors.rows();
    Space space = new Space(kernels, params.metric(), vectors);
    Forest[] trees = new Forest[params.value(Parameters.N_TREES)];
    for (int first = 0; first < trees.length; first += context.threads()) {
      context.progress().rowsDone((int) ((long) rows * first / trees.length), rows);
      int start = first;
      context.forEachRange(
          Math.min(context.threads(), trees.length - first),
          1,
          (from, to) -> {
            for (int tree = start + from; tree < start + to; tree++) {
              trees[tree] = new TreeBuilder(kernels, space, SEED + tree).build();
            }
          });
    }
    Forest.of(List.copyOf(Arrays.asList(trees))).write(out);
    context.progress().rowsDone(rows, rows);
  }

  /** All trees, and then once more as one forest. */
  @Override
  public long buildBytes(Vectors vectors, IndexParams params, int threads) {
    int dim = Space.dim(params.metric(), vectors.dim());
    long tree = TreeBuilder.treeBytes(vectors.rows(), dim);
    return 2L * params.value(Parameters.N_TREES) * tree + threads * 2L * tree + 8L * vectors.rows();
  }

  @Override
  public VectorIndex open(Vectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    int dim = Space.dim(params.metric(), vectors.dim());
    Forest forest = Forest.read(params.value(Parameters.N_TREES), vectors.rows(), dim, in);
    return new AnnoyIndex(kernels, params.metric(), vectors, forest);
  }
}
