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
    TextPart texts = params.kind() == ValueKind.TEXT ? opening.texts() : null;
    opening.checkAllSeen();
    return new TermIndex(params, states, integers, floats, texts);
  }

  /** Opens the parts of an index. Single-threaded. */
  private static final class Opening {
    private final ScalarRows rows;
    private final RowStates states;
    private final ScalarParams params;
    private final IndexFileReader in;

    /** The rows that have a value so far, where none has several. */
    private final long[] seen;

    Opening(ScalarRows rows, RowStates states, ScalarParams params, IndexFileReader in) {
      this.rows = rows;
      this.states = states;
      this.params = params;
      this.in = in;
      this.seen = new long[RowStates.words(states.rows())];
    }

    NumberPart numbers(String part) throws IOException {
      LongTerms terms = LongTerms.read(part + VALUES, rows.mostValues(), in);
      return new NumberPart(terms, postings(part, terms.size()));
    }

    TextPart texts() throws IOException {
      SortedTexts terms = SortedTexts.read(TEXTS, rows.mostValues(), rows.mostTextBytes(), in);
      Postings postings = postings(TEXTS, terms.size());
      TextTerms found = params.type() == ScalarIndexType.TRIE ? Trie.of(terms) : terms;
      return new TextPart(found, postings, states.rows());
    }

    private Postings postings(String part, int terms) throws IOException {
      TermLists lists = TermLists.read(part, terms, states, rows.mostValues(), in);
      if (!params.elements()) {
        checkOneValueEach(part + TermLists.ROWS, lists);
      }
      return params.type() == ScalarIndexType.BITMAP
          ? new RowBitmaps(lists, states.rows())
          : new RowLists(lists, states.rows(), params.elements());
    }

    private void checkOneValueEach(String section, TermLists lists) throws IOException {
      for (int row : lists.rows()) {
        in.check(section, (seen[row >> 6] & 1L << row) == 0, "a row has two values");
        seen[row >> 6] |= 1L << row;
      }
    }

    /** Every row that is neither missing nor undecided has been seen, where each has one value. */
    void checkAllSeen() throws IOException {
      long[] present = states.present();
      for (int word = 0; word < seen.length && !params.elements(); word++) {
        boolean same = seen[word] == (present[word] & ~states.undecided()[word]);
        in.check(params.kind().name(), same, "the values are not those of the rows");
      }
    }
  }
}
