package io.cinclus.standalone.demo;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.QueryResult;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * The true neighbours: every row is read back from Cinclus by its key, and compared with every
 * query. So what is compared is what is stored.
 */
final class ExactNeighbours {
  private static final int PAGE_ROWS = 1000;

  private final Vectors rows;

  private ExactNeighbours(Vectors rows) {
    this.rows = rows;
  }

  /**
   * Reads the rows with the ids 0 to {@code count} (exclusive).
   *
   * @throws IllegalStateException where one is not there
   */
  static ExactNeighbours read(Questions questions, CollectionSchema schema, int count) {
    int dimension = SentenceModel.DIMENSION;
    int vectorField = schema.field(GlossCollection.VECTOR).map(FieldSchema::id).orElseThrow();
    float[] all = new float[count * dimension];
    for (int from = 0; from < count; from += PAGE_ROWS) {
      int to = Math.min(count, from + PAGE_ROWS);
      QueryResult page = questions.vectors(from, to);
      List<Long> ids = page.getKeys().getLongs().getValuesList();
      if (ids.size() != to - from) {
        throw new IllegalStateException(
            "of the rows %d to %d only %d are there".formatted(from, to - 1, ids.size()));
      }
      Column vectors = RowsCodec.decode(page.getFields(), schema).column(vectorField);
      float[] values = ((Column.FloatVectors) vectors).values();
      for (int row = 0; row < ids.size(); row++) {
        int at = Math.toIntExact(ids.get(row)) * dimension;
        System.arraycopy(values, row * dimension, all, at, dimension);
      }
    }
    return new ExactNeighbours(Vectors.of(all, dimension));
  }

  /** The ids of the {@code k} nearest rows of each query. */
  List<List<Long>> nearest(List<float[]> queries, int k) {
    TopK[] found = new TopK[queries.size()];
    for (int query = 0; query < found.length; query++) {
      found[query] = new TopK(k);
    }
    new ExactSearch(Kernels.fastest())
        .search(queries.toArray(float[][]::new), rows, Metric.COSINE, null, found);
    List<List<Long>> nearest = new ArrayList<>();
    for (TopK top : found) {
      top.sort();
      List<Long> ids = new ArrayList<>();
      for (int rank = 0; rank < top.size(); rank++) {
        ids.add((long) top.row(rank));
      }
      nearest.add(ids);
    }
    return nearest;
  }
}
