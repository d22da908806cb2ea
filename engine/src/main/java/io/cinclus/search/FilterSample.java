package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.vector.Bits;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a few rows of a slice tells of a filter: how many rows pass, and what a row costs.
 * The same rows give the same. Stateless.
 */
final class FilterSample {
  /** Blocks of rows that are looked at, evenly spread; each costs something beside its rows. */
  private static final int BLOCKS = 4;

  private static final int BLOCK_ROWS = 256;

  private static final double NUMBER_NANOS = 2;
  private static final double TEXT_NANOS = 30;
  private static final double JSON_NANOS = 500;

  private FilterSample() {}

  /**
   * The share of the rows that passes: rather less than more, by two standard deviations of chance.
   *
   * @param among the rows that count; null for all
   */
  static double share(Filter filter, LiveRows.Slice slice, @Nullable Bits among) {
    long[] words = new long[(slice.to() + 63) >> 6];
    int seen = 0;
    int passed = 0;
    int blocks = slice.to() / BLOCK_ROWS;
    for (int i = 0; i < Math.min(BLOCKS, blocks); i++) {
      int from = (int) ((long) i * blocks / BLOCKS) * BLOCK_ROWS;
      filter.evaluate(slice.rows().batch(), from, from + BLOCK_ROWS, words);
      for (int row = from; row < from + BLOCK_ROWS; row++) {
        if (among == null || among.get(row)) {
          seen++;
          passed += (int) (words[row >> 6] >>> row & 1);
        }
      }
    }
    return seen == 0 ? 0 : Math.max(0, passed - 2 * Math.sqrt(passed)) / seen;
  }

  /** About what a row costs, by the kinds of the fields that are looked into. */
  static double decideNanos(Filter filter, CollectionSchema schema) {
    double nanos = NUMBER_NANOS;
    for (int field : filter.fieldIds()) {
      DataType type = schema.field(field).type();
      nanos +=
          switch (type) {
            case JSON -> JSON_NANOS;
            case VARCHAR, ARRAY -> TEXT_NANOS;
            default -> NUMBER_NANOS;
          };
    }
    return nanos;
  }
}
