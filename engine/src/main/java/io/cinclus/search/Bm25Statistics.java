package io.cinclus.search;

import io.cinclus.index.Parameter;
import io.cinclus.index.Parameters;
import io.cinclus.index.sparse.SparseIndex;
import io.cinclus.model.Column;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseVectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a BM25 search needs to know of all documents: how many there are, how long they are on
 * average, and how many have each term that is asked for. The documents are the living rows of the
 * searched shards and partitions that have a vector, whatever the filter says of them; counted in
 * the snapshot itself, so that a score depends on nothing but its rows. Used by one thread.
 */
final class Bm25Statistics {
  private final int field;
  private final int[] terms;
  private final long[] documentsWith;
  private long documents;
  private double totalLength;

  private Bm25Statistics(int field, int[] terms) {
    this.field = field;
    this.terms = terms;
    this.documentsWith = new long[terms.length];
  }

  /**
   * The search with what it needs: each count of a term in a query becomes its weight, which is the
   * count times {@code ln(1 + (N - n + 0.5) / (n + 0.5))} for N documents of which n have the term,
   * and the parameters name the average length, unless they do already.
   *
   * @param spec whose queries hold counts of terms
   */
  static VectorSearch.Spec weighed(
      VectorSearch.Spec spec, List<ShardSnapshot> shards, long[] partitionIds, Deadline deadline) {
    SparseVectors queries = (SparseVectors) spec.queries();
    Bm25Statistics statistics = new Bm25Statistics(spec.field(), terms(queries));
    for (ShardSnapshot shard : shards) {
      Allowed alive = new Allowed(null, partitionIds, shard.positions(), deadline);
      for (LiveRows.Slice slice : shard.slices()) {
        deadline.check();
        statistics.add(slice, alive);
      }
    }
    Map<String, String> params = new HashMap<>(spec.params());
    params.putIfAbsent(Parameters.BM25_AVGDL.name(), Double.toString(statistics.averageLength()));
    return spec.with(statistics.weighed(queries), params);
  }

  /** The parameters of the formula, of a search that was {@link #weighed}. */
  static Bm25 formula(VectorSearch.Spec spec) {
    Map<String, String> values =
        Parameter.adapt(
            List.of(Parameters.BM25_K1, Parameters.BM25_B, Parameters.BM25_AVGDL), spec.params());
    return new Bm25(
        number(values, Parameters.BM25_K1),
        number(values, Parameters.BM25_B),
        number(values, Parameters.BM25_AVGDL));
  }

  private static double number(Map<String, String> values, Parameter parameter) {
    String value = values.get(parameter.name());
    if (value == null) {
      throw new IllegalStateException("there is no " + parameter.name());
    }
    return Double.parseDouble(value);
  }

  /** The terms that are asked for, each once, ordered as plain numbers. */
  private static int[] terms(SparseVectors queries) {
    int[] all = new int[queries.from()[queries.rows()]];
    int at = 0;
    for (int row = 0; row < queries.rows(); row++) {
      for (int term : queries.row(row).indices()) {
        all[at++] = term;
      }
    }
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  private void add(LiveRows.Slice slice, Allowed alive) {
    Column column = slice.rows().batch().column(field);
    Bits present = VectorSearch.withoutNulls(column, slice, alive.of(slice));
    if (slice.rows().indexes().get(field) instanceof SparseIndex index
        && index.metric() == Metric.BM25) {
      documents += present == null ? slice.to() : present.cardinality();
      totalLength += index.totalLength(present);
      for (int i = 0; i < terms.length; i++) {
        documentsWith[i] += index.rowsWith(terms[i], present);
      }
      return;
    }
    @Nullable SparseVector[] vectors = ((Column.SparseVectors) column).values();
    for (int row = slice.from(); row < slice.to(); row++) {
      SparseVector vector = vectors[row];
      if (vector != null && (present == null || present.get(row))) {
        add(vector);
      }
    }
  }

  private void add(SparseVector document) {
    documents++;
    for (int i = 0; i < document.size(); i++) {
      totalLength += document.values()[i];
      int term = Arrays.binarySearch(terms, document.indices()[i]);
      if (term >= 0) {
        documentsWith[term]++;
      }
    }
  }

  private double averageLength() {
    return totalLength > 0 ? totalLength / documents : 1;
  }

  private SparseVectors weighed(SparseVectors queries) {
    SparseVector[] weighed = new SparseVector[queries.rows()];
    for (int row = 0; row < weighed.length; row++) {
      SparseVector query = queries.row(row);
      float[] weights = new float[query.size()];
      for (int i = 0; i < weights.length; i++) {
        long with = documentsWith[Arrays.binarySearch(terms, query.indices()[i])];
        weights[i] = (float) (query.values()[i] * inverseFrequency(documents, with));
      }
      weighed[row] = new SparseVector(query.indices(), weights);
    }
    return SparseVectors.of(weighed);
  }

  /** Above 0, and the greater the fewer documents have the term. */
  static double inverseFrequency(long documents, long with) {
    return Math.log1p((documents - with + 0.5) / (with + 0.5));
  }
}
