package io.cinclus.index.binary;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.BinaryVectors;

/** BIN_FLAT: no structure at all; searches are exact. */
public final class BinaryFlatFamily implements IndexFamily<BinaryVectors> {

  @Override
  public void build(
      BinaryVectors vectors, IndexParams params, BuildContext context, IndexSections out) {
    context.progress().rowsDone(vectors.rows(), vectors.rows());
  }

  @Override
  public long buildBytes(BinaryVectors vectors, IndexParams params, int threads) {
    return 0;
  }

  @Override
  public VectorIndex open(BinaryVectors vectors, IndexParams params, IndexFileReader in) {
    return new BinaryFlatIndex(params.metric(), vectors);
  }
}
