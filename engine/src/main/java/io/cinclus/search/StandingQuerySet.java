package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowBatch;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.SimilarityJoin;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The standing queries of a collection, ready to be compared with batches of its rows. Which pairs
 * match does not depend on how rows are batched, nor on what fields were added after a query was
 * registered: its filter means what it meant then.
 *
 * <p>All queries of a field and a metric share one pass over its vectors ({@link SimilarityJoin}).
 * A filter is evaluated over a batch once for all queries that have it, and only if a row is near
 * enough to one of them. Not thread-safe.
 */
public final class StandingQuerySet {
  private final List<StandingQuery> queries;
  private final List<Group> groups;
  private final List<Filter> filters;

  /** The number of each query's filter. */
  private final int[] filterOf;

  /** Takes rows that match. */
  @FunctionalInterface
  public interface Matches {
    /** Row {@code row} of the batch matches; {@code query} is a number in the order given. */
    void add(int row, int query, float distance);
  }

  private record Target(int field, Metric metric) {}

  private record Expression(String filter, CollectionSchema schema) {}

  /** The queries of a field and a metric, and their numbers. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Group(Target target, SimilarityJoin join, int[] numbers) {}

  /**
   * The set of some queries.
   *
   * @param schema of the collection, when all of them were registered or later
   * @throws CinclusException {@link ErrorCode#BAD_FILTER}
   */
  public StandingQuerySet(List<StandingQuery> queries, CollectionSchema schema, Kernels kernels) {
    this.queries = List.copyOf(queries);
    this.filterOf = new int[queries.size()];
    this.filters = new ArrayList<>();
    Map<Expression, Integer> known = new LinkedHashMap<>();
    Map<Target, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < filterOf.length; i++) {
      StandingQuery query = queries.get(i);
      Expression expression = new Expression(query.filter(), schema.asOf(query.id()));
      Integer number = known.get(expression);
      if (number == null) {
        number = filters.size();
        known.put(expression, number);
        filters.add(Filter.compile(expression.filter(), expression.schema()));
      }
      filterOf[i] = number;
      members
          .computeIfAbsent(new Target(query.field(), query.metric()), first -> new ArrayList<>())
          .add(i);
    }
    this.groups = new ArrayList<>();
    members.forEach((target, numbers) -> groups.add(group(target, ints(numbers), kernels)));
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  private Group group(Target target, int[] numbers, Kernels kernels) {
    float[] above = new float[numbers.length];
    List<VectorData> vectors = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      StandingQuery query = queries.get(numbers[i]);
      above[i] = ScoreRange.within(target.metric(), query.radius()).above();
      vectors.add(query.vector());
    }
    return new Group(
        target, new SimilarityJoin(kernels, target.metric(), rows(vectors), above), numbers);
  }

  /** The vectors, of one kind and dimension, one behind the other. */
  private static VectorData rows(List<VectorData> vectors) {
    VectorKind kind = vectors.get(0).kind();
    int dim = vectors.get(0).dim();
    if (kind == VectorKind.SPARSE) {
      return SparseVectors.of(
          vectors.stream()
              .map(vector -> ((SparseVectors) vector).row(0))
              .toArray(SparseVector[]::new));
    }
    if (kind == VectorKind.DENSE) {
      return Vectors.copyOf(
          vectors.stream().map(vector -> ((Vectors) vector).copy(0)).toArray(float[][]::new));
    }
    int rowBytes = dim / Byte.SIZE;
    byte[] bits = new byte[Math.multiplyExact(vectors.size(), rowBytes)];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(((BinaryVectors) vectors.get(i)).bits(), 0, bits, i * rowBytes, rowBytes);
    }
    return BinaryVectors.of(bits, dim);
  }

  /**
   * Gives out the rows that match, in no order. A row whose value a filter cannot read does not
   * pass it; a row without a vector matches nothing.
   *
   * @param rows that have all fields of the schema
   */
  public void match(RowBatch rows, Matches out) {
    long[][] passing = new long[filters.size()][];
    for (Group group : groups) {
      Column column = rows.column(group.target().field());
      group
          .join()
          .join(
              ColumnVectors.of(column, rows.rowCount()),
              (row, member, score) -> {
                int query = group.numbers()[member];
                if (!column.isNull(row) && passes(filterOf[query], rows, row, passing)) {
                  out.add(row, query, group.target().metric().distance(score));
                }
              });
    }
  }

  private boolean passes(int filter, RowBatch rows, int row, long[][] passing) {
    long[] words = passing[filter];
    if (words == null) {
      words = evaluate(filters.get(filter), rows);
      passing[filter] = words;
    }
    return (words[row >>> 6] >>> row & 1) != 0;
  }

  private static long[] evaluate(Filter filter, RowBatch rows) {
    long[] words = new long[(rows.rowCount() + Long.SIZE - 1) / Long.SIZE];
    try {
      filter.evaluate(rows, 0, rows.rowCount(), words);
      return words;
    } catch (CinclusException unreadable) {
      return evaluateEach(filter, rows);
    }
  }

  private static long[] evaluateEach(Filter filter, RowBatch rows) {
    long[] words = new long[(rows.rowCount() + Long.SIZE - 1) / Long.SIZE];
    IntStream.range(0, rows.rowCount())
        .filter(row -> passes(filter, rows.slice(row, row + 1)))
        .forEach(row -> words[row >>> 6] |= 1L << row);
    return words;
  }

  private static boolean passes(Filter filter, RowBatch row) {
    long[] word = new long[1];
    try {
      filter.evaluate(row, 0, 1, word);
      return word[0] != 0;
    } catch (CinclusException unreadable) {
      return false;
    }
  }
}
