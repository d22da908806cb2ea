package io.cinclus.index;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;

/** FLAT: no structure at all; searches are exact. */
final class FlatFamily implements IndexFamily<Vectors> {
  private final Kernels kernels;

  FlatFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(Vectors vectors, IndexParams params, BuildContext context, IndexSections out) {
    context.progress().rowsDone(vectors.rows(), vectors.rows());
  }

  @Override
  public long buildBytes(Vectors vectors, IndexParams params, int threads) {
    return 0;
  }

  @Override
  public VectorIndex open(Vectors vectors, IndexParams params, IndexFileReader in) {
    return new FlatIndex(kernels, params.metric(), vectors);
  }
}
