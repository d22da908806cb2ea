package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.SparseScorer;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a snapshot nearest to some vectors: by index where a segment or growing rows have one
 * of the asked metric ({@link IndexedSearch}), exactly where there is none. Immutable and
 * thread-safe.
 */
public final class VectorSearch {
  /** Rows whose scan costs about as much as a search through an index. */
  private static final int MIN_SHARED_ROWS = 1024;

  private final Spec spec;
  private final Kernels kernels;

  /**
   * What is asked.
   *
   * @param field the vector field's id
   * @param metric how distances are measured
   * @param queries rows of the field's kind and dimension, of any element type; for BM25 how often
   *     each term is in a query
   * @param k how many rows for each query
   * @param range the scores wanted
   * @param params search parameters as given; an index takes those that its type knows
   * @param filter null: every row passes
   */
  public record Spec(
      int field,
      Metric metric,
      VectorData queries,
      int k,
      ScoreRange range,
      Map<String, String> params,
      @Nullable Filter filter) {

    /** The same with other parameters. */
    Spec with(Map<String, String> newParams) {
      return with(queries, newParams);
    }

    /** The same with other queries and parameters. */
    Spec with(VectorData newQueries, Map<String, String> newParams) {
      return new Spec(field, metric, newQueries, k, range, newParams, filter);
    }

    /** The same for so many rows. */
    Spec forRows(int newK) {
      return new Spec(field, metric, queries, newK, range, params, filter);
    }

    /** The same for one of the queries. */
    Spec forQuery(int query) {
      VectorData one = queries.pick(new int[] {query});
      return new Spec(field, metric, one, k, range, params, filter);
    }

    /** The same for dense vectors, at least one. */
    public Spec(
        int field,
        Metric metric,
        float[][] queries,
        int k,
        ScoreRange range,
        Map<String, String> params,
        @Nullable Filter filter) {
      this(field, metric, Vectors.copyOf(queries), k, range, params, filter);
    }
  }

  public VectorSearch(Spec spec, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
  }

  /**
   * Whether queries that are asked together share much of their work, since a good many rows have
   * no index of this metric, or are growing and so few that many queries scan them all the same.
   *
   * @param field the vector field's id
   */
  public static boolean scansRows(List<ShardSnapshot> shards, int field, Metric metric) {
    long scanned = 0;
    for (ShardSnapshot shard : shards) {
      for (SearchPart part : shard.parts(field, metric)) {
        scanned += part.isScannedTogether() ? part.rows().size() : 0;
      }
    }
    return scanned >= MIN_SHARED_ROWS;
  }

  /**
   * The best rows for each query, best first; of equal scores those with the lower keys. What is
   * searched exactly gives the same rows however it is cut into segments.
   *
   * @param shards of one collection
   * @param partitionIds the partitions to search, rising
   * @param expired asked between segments, blocks of rows and batches of queries: when true the
   *     search gives up
   * @throws SearchExpired when it gave up
   */
  public List<List<FoundRow>> search(
      List<ShardSnapshot> shards, long[] partitionIds, BooleanSupplier expired) {
    return search(shards, partitionIds, null, expired);
  }

  /** The same among the rows of some groups; null: of all of them. */
  List<List<FoundRow>> search(
      List<ShardSnapshot> shards,
      long[] partitionIds,
      @Nullable GroupChoice groups,
      BooleanSupplier expired) {
    Deadline deadline = new Deadline(expired);
    if (shards.isEmpty()) {
      return Collections.nCopies(spec.queries().rows(), List.of());
    }
    Spec asked =
        spec.metric() == Metric.BM25
            ? Bm25Statistics.weighed(spec, shards, partitionIds, deadline)
            : spec;
    Best best = new Best(asked, shards.get(0).schema().primaryKey().id());
    for (ShardSnapshot shard : shards) {
      Allowed allowed =
          new Allowed(spec.filter(), partitionIds, shard.positions(), deadline, groups);
      for (SearchPart part : shard.parts(spec.field(), spec.metric())) {
        deadline.check();
        searchPart(asked, part, shard.schema(), allowed, best);
      }
    }
    return best.found();
  }

  private void searchPart(
      Spec asked, SearchPart part, CollectionSchema schema, Allowed allowed, Best best) {
    VectorIndex index = part.index();
    if (index != null) {
      new IndexedSearch(part.asked(asked), index, part.rows(), schema, allowed)
          .search(best.emptied(part.rows()));
    } else {
      LiveRows.Slice slice = part.rows().slices().get(0);
      Column column = slice.rows().batch().column(asked.field());
      Bits present = withoutNulls(column, slice, allowed.of(slice));
      if (present != null && present.cardinality() == 0) {
        return;
      }
      scan(
          asked,
          ColumnVectors.of(column, slice.to()),
          present,
          allowed.deadline(),
          best.emptiedForBetter(part.rows()));
    }
    best.take(part.rows());
  }

  private void scan(
      Spec asked, VectorData rows, @Nullable Bits present, Deadline deadline, TopK[] out) {
    if (asked.metric() == Metric.BM25
        && rows instanceof SparseVectors documents
        && asked.queries() instanceof SparseVectors queries) {
      SparseScorer scorer = new SparseScorer(Metric.BM25, Bm25Statistics.formula(asked), documents);
      for (int i = 0; i < out.length; i++) {
        deadline.check();
        scorer.query(queries, i);
        ExactSearch.search(scorer, present, out[i]);
      }
      return;
    }
    new ExactSearch(kernels, deadline::check)
        .search(asked.queries(), rows, asked.metric(), present, out);
  }

  /** A null vector is nowhere near anything. */
  static @Nullable Bits withoutNulls(Column column, LiveRows.Slice slice, @Nullable Bits allow) {
    boolean[] nulls = column.nulls();
    if (nulls == null) {
      return allow;
    }
    long[] words = new long[(slice.to() + 63) >> 6];
    boolean anyNull = false;
    for (int row = slice.from(); row < slice.to(); row++) {
      if (nulls[row]) {
        anyNull = true;
      } else if (allow == null || allow.get(row)) {
        words[row >> 6] |= 1L << row;
      }
    }
    return anyNull ? new Bits(words, slice.to()) : allow;
  }
}
