package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.vector.TopK;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Filters rows that have been found already, without looking at any other. Single-threaded. */
final class FilterAfter {
  private final Filter filter;
  private final CollectionSchema schema;
  private final IndexedRows rows;

  /** Of rows of this schema. */
  FilterAfter(Filter filter, CollectionSchema schema, IndexedRows rows) {
    this.filter = filter;
    this.schema = schema;
    this.rows = rows;
  }

  /**
   * Offers those of the rows found that pass, where they are enough to fill it.
   *
   * @param found sorted
   * @return false where they are too few, and nothing was offered
   */
  boolean offer(TopK found, TopK out) {
    int count = found.size();
    long[] passing = passing(found);
    int passed = 0;
    for (long word : passing) {
      passed += Long.bitCount(word);
    }
    if (passed < out.k()) {
      return false;
    }
    for (int rank = 0; rank < count; rank++) {
      if ((passing[rank >> 6] >>> rank & 1) != 0) {
        out.offer(found.row(rank), found.score(rank));
      }
    }
    return true;
  }

  private long[] passing(TopK found) {
    int[] numbers = new int[found.size()];
    List<RowBatch> batches = new ArrayList<>(numbers.length);
    for (int rank = 0; rank < numbers.length; rank++) {
      int number = found.row(rank);
      batches.add(rows.slice(number).rows().batch());
      numbers[rank] = rows.row(number);
    }
    Map<Integer, Column> columns = new HashMap<>();
    for (int field : filter.fieldIds()) {
      columns.put(
          field, RowGather.gather(schema.field(field), RowGather.columns(batches, field), numbers));
    }
    long[] words = new long[(numbers.length + 63) >> 6];
    filter.evaluate(new RowBatch(numbers.length, columns), 0, numbers.length, words);
    return words;
  }
}
