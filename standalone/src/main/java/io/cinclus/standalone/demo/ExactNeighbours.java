package io.cinclus.standalone.demo;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowsCodec;
import io.cinclus.sql.embed.SentenceModel;
import io.cinclus.v1.QueryResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The true neighbours by cosine, from plain loops over doubles that share nothing with what is
 * measured. The vectors are read back from Cinclus by their keys, so what is compared is what is
 * stored; {@link #check} holds them against where they came from. Immutable.
 */
final class ExactNeighbours {
  private static final int PAGE_ROWS = 1000;
  private static final int CHECKED_ROWS = 200;

  /** Components are copied and never computed with, so that they are equal but for the model. */
  private static final double MAX_DIFFERENCE = 1e-5;

  private final float[] values;
  private final int dimension;
  private final double[] lengths;

  /**
   * Of vectors that lie one after another.
   *
   * @param values of row 0, row 1 and so on
   * @param dimension components of each
   */
  ExactNeighbours(float[] values, int dimension) {
    this.values = values;
    this.dimension = dimension;
    this.lengths = new double[values.length / dimension];
    for (int row = 0; row < lengths.length; row++) {
      double sum = 0;
      for (int i = row * dimension; i < (row + 1) * dimension; i++) {
        sum += (double) values[i] * values[i];
      }
      lengths[row] = Math.sqrt(sum);
    }
  }

  /**
   * Reads the rows with the ids 0 to {@code count} (exclusive).
   *
   * @throws IllegalStateException where one is not there, or is there twice
   */
  static ExactNeighbours read(Questions questions, CollectionSchema schema, int count) {
    int dimension = SentenceModel.DIMENSION;
    int vectorField = schema.field(GlossCollection.VECTOR).map(FieldSchema::id).orElseThrow();
    float[] all = new float[count * dimension];
    for (int from = 0; from < count; from += PAGE_ROWS) {
      int to = Math.min(count, from + PAGE_ROWS);
      QueryResult page = questions.vectors(from, to);
      List<Long> ids = page.getKeys().getLongs().getValuesList();
      int different = new HashSet<>(ids).size();
      if (ids.size() != to - from || different != ids.size()) {
        throw new IllegalStateException(
            "of the rows %d to %d there are %d, %d of them different"
                .formatted(from, to - 1, ids.size(), different));
      }
      Column vectors = RowsCodec.decode(page.getFields(), schema).column(vectorField);
      float[] stored = ((Column.FloatVectors) vectors).values();
      for (int row = 0; row < ids.size(); row++) {
        int at = Math.toIntExact(ids.get(row)) * dimension;
        System.arraycopy(stored, row * dimension, all, at, dimension);
      }
    }
    return new ExactNeighbours(all, dimension);
  }

  /**
   * Compares rows, spread evenly over all, with what was written.
   *
   * @param written the vector of a row
   * @throws IllegalStateException where one differs
   */
  void check(IntFunction<float[]> written) {
    int checked = Math.min(CHECKED_ROWS, lengths.length);
    for (int i = 0; i < checked; i++) {
      int row = (int) ((long) i * lengths.length / checked);
      float[] vector = written.apply(row);
      for (int c = 0; c < dimension; c++) {
        float stored = values[row * dimension + c];
        if (!(Math.abs(stored - vector[c]) <= MAX_DIFFERENCE)) {
          throw new IllegalStateException(
              "component %d of the vector of row %d was written as %s and read as %s"
                  .formatted(c, row, vector[c], stored));
        }
      }
    }
  }

  /** The ids of the {@code k} nearest rows of each query; of equally near ones the lower ids. */
  List<Set<Long>> nearest(List<float[]> queries, int k) {
    return queries.parallelStream().map(query -> nearest(query, k)).toList();
  }

  private Set<Long> nearest(float[] query, int k) {
    double[] cosines = new double[lengths.length];
    for (int row = 0; row < cosines.length; row++) {
      double product = 0;
      for (int c = 0; c < dimension; c++) {
        product += (double) query[c] * values[row * dimension + c];
      }
      cosines[row] = product / lengths[row]; // The query's own length changes no order.
    }
    Set<Long> best = new HashSet<>();
    while (best.size() < Math.min(k, cosines.length)) {
      int next = 0;
      for (int row = 1; row < cosines.length; row++) {
        if (cosines[row] > cosines[next]) {
          next = row;
        }
      }
      best.add((long) next);
      cosines[next] = Double.NEGATIVE_INFINITY;
    }
    return best;
  }
}
