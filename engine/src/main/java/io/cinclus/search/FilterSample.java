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
  private static final double GEOMETRY_NANOS = 1_000;

  private FilterSample() {}

  /**
   * The share of the rows that passes: rather less than more, by two standard deviations of chance.
   *
   * @param among the rows that count; null for all
   */
  static double share(Filter filter, IndexedRows rows, @Nullable Bits among) {
    int blockRows = Math.min(BLOCK_ROWS, rows.blockRows());
    long[] words = new long[0];
    int seen = 0;
    int passed = 0;
    int blocks = rows.size() / BLOCK_ROWS;
    for (int i = 0; i < Math.min(BLOCKS, blocks); i++) {
      int first = rows.first() + (int) ((long) i * blocks / BLOCKS) * BLOCK_ROWS;
      for (int from = first; from < first + BLOCK_ROWS; from += blockRows) {
        LiveRows.Slice slice = rows.slice(from);
        int at = rows.row(from);
        int wordCount = (slice.to() + 63) >> 6;
        words = words.length < wordCount ? new long[wordCount] : words;
        filter.evaluate(slice.rows().batch(), at, at + blockRows, words);
        for (int row = 0; row < blockRows; row++) {
          if (among == null || among.get(from + row)) {
            seen++;
            passed += (int) (words[(at + row) >> 6] >>> (at + row) & 1);
          }
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
            case GEOMETRY -> GEOMETRY_NANOS;
            default -> NUMBER_NANOS;
          };
    }
    return nanos;
  }
}
