package io.cinclus.filter;

import io.cinclus.index.scalar.ScalarCollector;
import io.cinclus.index.scalar.ScalarRows;
import io.cinclus.model.Column;
import io.cinclus.text.Term;
import io.cinclus.text.TextAnalyzer;
import java.util.HashSet;
import java.util.Set;

/** The terms of texts, as filters see them. Thread-safe. */
final class TermRows implements ScalarRows {
  /** Bytes that a char can become in UTF-8. */
  private static final int MOST_CHAR_BYTES = 3;

  /**
   * How many times as many terms as characters an analyzer makes at the most, and as long ones:
   * some put the parts of a term beside it.
   */
  private static final int MOST_TERMS_PER_CHAR = 64;

  private final Column.Texts column;
  private final int count;
  private final TextAnalyzer analyzer;
  private final long chars;

  /** The terms of the first {@code count} rows. */
  TermRows(Column.Texts column, int count, TextAnalyzer analyzer) {
    this.column = column;
    this.count = count;
    this.analyzer = analyzer;
    long sum = 0;
    for (int row = 0; row < count; row++) {
      sum += column.isNull(row) ? 0 : column.values()[row].length();
    }
    this.chars = sum;
  }

  @Override
  public int rows() {
    return count;
  }

  @Override
  public long mostValues() {
    return MOST_TERMS_PER_CHAR * chars;
  }

  @Override
  public long mostTextBytes() {
    return MOST_CHAR_BYTES * MOST_TERMS_PER_CHAR * chars;
  }

  @Override
  public int checksum() {
    ColumnChecksum checksum = new ColumnChecksum();
    checksum.add(column, count);
    return checksum.value();
  }

  @Override
  public void read(int from, int to, ScalarCollector out) {
    for (int row = from; row < to; row++) {
      if (column.isNull(row)) {
        out.absent(row);
        continue;
      }
      out.present(row);
      Set<String> terms = new HashSet<>();
      for (Term term : analyzer.terms(column.values()[row])) {
        terms.add(term.text());
      }
      out.terms(row, terms);
    }
  }
}
