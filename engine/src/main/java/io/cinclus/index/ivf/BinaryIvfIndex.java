package io.cinclus.index.ivf;

import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.VectorIndexes;
import io.cinclus.vector.BinaryScorer;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import org.jspecify.annotations.Nullable;

/** {@link IvfIndex} for binary vectors: exact distances to the rows of the nearest lists. */
final class BinaryIvfIndex implements VectorIndex {
  private final ExactSearch exact;
  private final Metric metric;
  private final BinaryVectors vectors;
  private final InvertedLists lists;

  BinaryIvfIndex(Kernels kernels, Metric metric, BinaryVectors vectors, InvertedLists lists) {
    this.exact = new ExactSearch(kernels);
    this.metric = metric;
    this.vectors = vectors;
    this.lists = lists;
  }

  @Override
  public IndexType type() {
    return IndexType.BIN_IVF_FLAT;
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
    return lists.memoryBytes();
  }

  @Override
  public void search(VectorData queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    if (!(queries instanceof BinaryVectors binary)) {
      throw VectorIndexes.wrongKind(queries, VectorKind.BINARY);
    }
    VectorIndexes.checkCount(queries.rows(), out);
    int nprobe = Math.min(params.value(Parameters.NPROBE), lists.count());
    boolean scan = Bits.allowed(allow, rows()) <= (double) rows() * nprobe / lists.count();
    BinaryScorer scorer = new BinaryScorer(metric, vectors);
    for (int i = 0; i < out.length; i++) {
      scorer.query(binary, i);
      out[i].clear();
      if (scan) {
        ExactSearch.search(scorer, allow, out[i]);
      } else {
        new Probe(lists, ListCodes.ListScorer.of(scorer), false, allow)
            .run(nearestLists(binary, i), nprobe, out[i]);
      }
    }
  }

  private TopK nearestLists(BinaryVectors queries, int query) {
    float[] numbers = new float[queries.dim()];
    for (int bit = 0; bit < numbers.length; bit++) {
      numbers[bit] = queries.get(query, bit) ? 1 : 0;
    }
    return lists.nearest(exact, numbers, BinaryIvfFamily.coarse(metric), lists.count());
  }
}
