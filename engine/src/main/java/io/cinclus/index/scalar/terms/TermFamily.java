package io.cinclus.index.scalar.terms;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.LongEntries;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.ScalarEntries;
import io.cinclus.index.scalar.ScalarFamily;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.ScalarRows;
import io.cinclus.index.scalar.ValueKind;
import java.io.IOException;

/** INVERTED, BITMAP, STL_SORT and TRIE. Stateless. */
public final class TermFamily implements ScalarFamily {
  private static final String INTEGERS = "integers.";
  private static final String FLOATS = "floats.";
  private static final String TEXTS = "texts.";
  private static final String VALUES = "values";

  @Override
  public void build(
      ScalarEntries entries, ScalarParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    if (params.kind().hasIntegers()) {
      build(INTEGERS, entries.integers(), context, out);
    }
    if (params.kind().hasFloats()) {
      build(FLOATS, entries.floats(), context, out);
    }
    if (params.kind() == ValueKind.TEXT) {
      TermLists.Grouped grouped = TermLists.group(entries.texts(), context);
      SortedTexts.of(entries.texts(), grouped.samples()).addTo(TEXTS, out);
      grouped.lists().addTo(TEXTS, out);
    }
  }

  private static void build(
      String part, LongEntries entries, BuildContext context, IndexSections out)
      throws InterruptedException {
    TermLists.Grouped grouped = TermLists.group(entries, context);
    long[] terms = new long[grouped.lists().terms()];
    for (int term = 0; term < terms.length; term++) {
      terms[term] = entries.key(grouped.samples()[term]);
    }
    out.add(part + VALUES, terms);
    grouped.lists().addTo(part, out);
  }

  @Override
  public ScalarIndex open(
      ScalarRows rows, RowStates states, ScalarParams params, IndexFileReader in)
      throws IOException {
    Opening opening = new Opening(rows, states, params, in);
    NumberPart integers = params.kind().hasIntegers() ? opening.numbers(INTEGERS) : NumberPart.NONE;
    NumberPart floats = params.kind().hasFloats() ? opening.numbers(FLOATS) : NumberPart.NONE;
    if (params.kind() == ValueKind.TEXT) {
      return new TermIndex(params, states, integers, floats, opening.texts());
    }
    if (!params.elements()) {
      opening.checkNoRowTwice(integers, floats);
    }
    return new TermIndex(params, states, integers, floats, null);
  }

  /** What the parts of an index are opened with. */
  private record Opening(
      ScalarRows rows, RowStates states, ScalarParams params, IndexFileReader in) {

    NumberPart numbers(String part) throws IOException {
      LongTerms terms = LongTerms.read(part + VALUES, rows.mostValues(), in);
      return new NumberPart(terms, postings(part, terms.size()));
    }

    TextPart texts() throws IOException {
      SortedTexts terms = SortedTexts.read(TEXTS, rows.mostValues(), rows.mostTextBytes(), in);
      Postings postings = postings(TEXTS, terms.size());
      return new TextPart(
          params.type() == ScalarIndexType.TRIE ? Trie.of(terms) : terms, postings, states.rows());
    }

    private Postings postings(String part, int terms) throws IOException {
      TermLists lists = TermLists.read(part, terms, states, rows.mostValues(), in);
      if (!params.elements()) {
        checkOneValueEach(part, lists);
      }
      return params.type() == ScalarIndexType.BITMAP
          ? new RowBitmaps(lists, states.rows())
          : new RowLists(lists, states.rows(), params.elements());
    }

    private void checkOneValueEach(String part, TermLists lists) throws IOException {
      long[] seen = new long[RowStates.words(states.rows())];
      for (int row : lists.rows()) {
        in.check(part + TermLists.ROWS, (seen[row >> 6] & 1L << row) == 0, "a row is there twice");
        seen[row >> 6] |= 1L << row;
      }
    }

    /** No row has both an int64 and a float64. */
    void checkNoRowTwice(NumberPart integers, NumberPart floats) throws IOException {
      long[] both = new long[RowStates.words(states.rows())];
      integers.all().addTo(both);
      floats.all().addTo(both);
      int apart = integers.all().count() + floats.all().count();
      int together = 0;
      for (long word : both) {
        together += Long.bitCount(word);
      }
      in.check(FLOATS + TermLists.ROWS, together == apart, "a row has two values");
    }
  }
}
