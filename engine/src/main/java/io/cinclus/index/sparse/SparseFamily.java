package io.cinclus.index.sparse;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.SparseVectors;
import java.io.IOException;

/** SPARSE_INVERTED_INDEX: the sections of its file are the arrays of {@link Postings}. */
public final class SparseFamily implements IndexFamily<SparseVectors> {

  @Override
  public void build(
      SparseVectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    context.progress().rowsDone(0, vectors.rows());
    Postings.of(vectors, context).write(out);
    context.progress().rowsDone(vectors.rows(), vectors.rows());
  }

  @Override
  public long buildBytes(SparseVectors vectors, IndexParams params, int threads) {
    return Postings.buildBytes(vectors.from()[vectors.rows()]);
  }

  @Override
  public VectorIndex open(SparseVectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    return new SparseIndex(params, vectors, Postings.read(vectors, in));
  }
}
