package io.cinclus.index.ivf;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.kmeans.KMeans;
import io.cinclus.index.pq.ProductCodes;
import io.cinclus.index.rabitq.RabitqCodes;
import io.cinclus.index.scann.ScannCodes;
import io.cinclus.index.sq.ScalarCodes;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ and SCANN: {@link InvertedLists}, without codes, with
 * {@link ScalarCodes}, with {@link ProductCodes}, as {@link BoundedLists}, and with {@link
 * ScannCodes}.
 */
public final class IvfFamily implements IndexFamily<Vectors> {
  private final Kernels kernels;

  public IvfFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(Vectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    int rows = vectors.rows();
    context.progress().rowsDone(0, rows);
    KMeans means = new KMeans(kernels, params.metric(), context);
    Vectors centroids = means.train(vectors, params.value(Parameters.NLIST));
    int[] listOf = means.assign(vectors, centroids);
    InvertedLists lists = InvertedLists.of(centroids, listOf);
    lists.write(out);
    Lists coded = new Lists(centroids, lists.rows(), listOf);
    switch (params.type()) {
      case IVF_SQ8 ->
          ScalarCodes.encode(kernels, params.metric(), vectors, lists.rows(), context).write(out);
      case IVF_PQ -> ProductCodes.encode(kernels, params, coded, vectors, context).write(out);
      case IVF_RABITQ ->
          RabitqCodes.encode(kernels, params.metric(), coded, vectors, context).write(out);
      case SCANN -> ScannCodes.encode(kernels, params, coded, vectors, context).write(out);
      default -> {}
    }
    context.progress().rowsDone(rows, rows);
  }

  @Override
  public long buildBytes(Vectors vectors, IndexParams params, int threads) {
    long rows = vectors.rows();
    int dim = vectors.dim();
    int lists = (int) Math.max(1, Math.min(params.value(Parameters.NLIST), rows));
    long codes =
        switch (params.type()) {
          case IVF_SQ8 -> ScalarCodes.buildBytes(rows, dim);
          case IVF_PQ -> ProductCodes.buildBytes(params, vectors, lists);
          case IVF_RABITQ -> RabitqCodes.buildBytes(rows, dim, lists);
          case SCANN -> ScannCodes.buildBytes(params, vectors, lists);
          default -> 0;
        };
    return KMeans.buildBytes(rows, dim, lists) + InvertedLists.buildBytes(rows, lists) + codes;
  }

  @Override
  public VectorIndex open(Vectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    int rows = vectors.rows();
    int dim = vectors.dim();
    InvertedLists lists = InvertedLists.read(rows, dim, params.value(Parameters.NLIST), in);
    @Nullable ListCodes codes =
        switch (params.type()) {
          case IVF_SQ8 ->
              new ListCodes.OfRows(ScalarCodes.read(kernels, params.metric(), rows, dim, in));
          case IVF_PQ ->
              new ListCodes.OfResiduals(
                  ProductCodes.read(kernels, params, rows, lists.centroids(), in));
          case SCANN ->
              new ListCodes.OfResiduals(
                  ScannCodes.read(kernels, params, rows, lists.centroids(), in));
          case IVF_RABITQ ->
              new BoundedLists(
                  new ExactSearch(kernels),
                  params.metric(),
                  lists,
                  RabitqCodes.read(kernels, params.metric(), rows, lists.centroids(), in));
          default -> null;
        };
    return new IvfIndex(kernels, params, vectors, lists, codes);
  }
}
