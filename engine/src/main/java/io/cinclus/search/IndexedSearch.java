package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches rows through their index, with the filter before or after it as {@link FilterStrategy}
 * chooses. Used by one thread.
 */
final class IndexedSearch {
  /** Queries that an index is handed at a time: its own work is not interrupted. */
  private static final int INDEX_QUERIES = 64;

  private final VectorSearch.Spec spec;
  private final VectorIndex index;
  private final IndexedRows rows;
  private final CollectionSchema schema;
  private final Allowed allowed;

  IndexedSearch(
      VectorSearch.Spec spec,
      VectorIndex index,
      IndexedRows rows,
      CollectionSchema schema,
      Allowed allowed) {
    this.spec = spec;
    this.index = index;
    this.rows = rows;
    this.schema = schema;
    this.allowed = allowed;
  }

  /** Fills {@code out}, one for each query. */
  void search(TopK[] out) {
    Filter filter = spec.filter();
    List<Integer> open = IntStream.range(0, out.length).boxed().toList();
    if (filter != null
        && rows.size() >= FilterStrategy.MIN_ROWS
        && spec.range().equals(ScoreRange.ALL)) {
      open = searchFirst(filter, open, out);
    }
    if (open.isEmpty()) {
      return;
    }
    Bits present = rows.wanted(allowed, spec.field());
    if (present != null && present.cardinality() == 0) {
      return;
    }
    for (List<Integer> some : parts(open)) {
      search(some, spec.k(), present, heaps(some, out));
    }
  }

  /** Searches and then filters, if that is cheaper; returns the queries that are left. */
  private List<Integer> searchFirst(Filter filter, List<Integer> open, TopK[] out) {
    Bits alive = rows.wanted(allowed.withoutFilter(), spec.field());
    double share = FilterSample.share(filter, rows, alive);
    String ef = params(spec.k()).values().get(Parameters.EF.name());
    FilterStrategy strategy =
        new FilterStrategy(
            rows.size(),
            scoredNumbers(),
            FilterSample.decideNanos(filter, schema),
            new FilterStrategy.Wanted(
                open.size(), spec.k(), ef == null ? spec.k() : Integer.parseInt(ef)));
    if (strategy.choose(share) == FilterStrategy.When.FILTER_BEFORE) {
      return open;
    }
    FilterAfter after = new FilterAfter(filter, schema, rows);
    int candidates = strategy.candidates(share);
    List<Integer> left = new ArrayList<>();
    for (List<Integer> some : parts(open)) {
      TopK[] found =
          Stream.generate(() -> new TopK(candidates)).limit(some.size()).toArray(TopK[]::new);
      search(some, candidates, alive, found);
      for (int i = 0; i < found.length; i++) {
        found[i].sort();
        if (!after.offer(found[i], out[some.get(i)])) {
          left.add(some.get(i));
        }
      }
    }
    return left;
  }

  /** What scoring a row costs, in coordinates: 64 bits are compared at once. */
  private int scoredNumbers() {
    return spec.queries().kind() == VectorKind.BINARY ? index.dim() / Long.SIZE : index.dim();
  }

  /**
   * Old segments may carry an index of another type than the catalog's, or of one dropped since.
   */
  private SearchParams params(int k) {
    return SearchParams.adapt(index.type(), spec.params(), k);
  }

  private void search(List<Integer> queries, int k, @Nullable Bits allow, TopK[] out) {
    allowed.deadline().check();
    int[] rows = queries.stream().mapToInt(Integer::intValue).toArray();
    index.search(spec.queries().pick(rows), params(k), allow, out);
  }

  private static TopK[] heaps(List<Integer> queries, TopK[] all) {
    return queries.stream().map(query -> all[query]).toArray(TopK[]::new);
  }

  private static List<List<Integer>> parts(List<Integer> queries) {
    List<List<Integer>> parts = new ArrayList<>();
    for (int from = 0; from < queries.size(); from += INDEX_QUERIES) {
      parts.add(queries.subList(from, Math.min(queries.size(), from + INDEX_QUERIES)));
    }
    return parts;
  }
}
