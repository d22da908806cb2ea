package io.cinclus.index.scalar.terms;

import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.Utf8Keys;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts and their rows. Immutable and thread-safe. */
record TextPart(TextTerms terms, Postings postings, int rows) {
  /** A pattern is tried on terms where they are so many times fewer than the rows. */
  private static final int ROWS_PER_TRIED_TERM = 4;

  /** A list of texts is looked up where they are so many times fewer than the rows. */
  private static final int ROWS_PER_TEXT = 20;

  /** Fewer texts than these are always looked up. */
  private static final int FEW_TEXTS = 64;

  /**
   * The terms outside of which the condition is true of none, and of all of which it is true unless
   * it {@link #needsTrying}; null where it is better, or only, answered otherwise.
   */
  @Nullable Selection bound(Condition condition) {
    TermRanges ranges = null;
    if (condition instanceof Condition.Between between) {
      ranges = between(between.from(), between.to());
    } else if (condition instanceof Condition.Among among) {
      List<String> texts = among.values().texts();
      boolean few = texts.size() <= FEW_TEXTS || (long) texts.size() * ROWS_PER_TEXT <= rows;
      ranges = few ? among(texts) : null;
    } else if (condition instanceof Condition.Like like) {
      ranges = like(like);
    }
    return ranges == null ? null : new Selection(ranges, postings);
  }

  /** Whether only some of the terms within the bound may satisfy the condition. */
  static boolean needsTrying(Condition condition) {
    return condition instanceof Condition.Like like && !like.onlyPrefix();
  }

  private @Nullable TermRanges between(@Nullable String from, @Nullable String to) {
    byte[] low = from == null ? new byte[0] : Utf8Keys.encode(from);
    byte[] high = to == null ? new byte[0] : Utf8Keys.encode(to);
    if (low == null || high == null) {
      return null;
    }
    return TermRanges.of(terms.lower(low), to == null ? terms.size() : terms.lower(high));
  }

  private @Nullable TermRanges like(Condition.Like like) {
    byte[] prefix = Utf8Keys.encode(like.prefix());
    if (prefix == null) {
      return null;
    }
    int from = terms.lower(prefix);
    int to = prefix.length == 0 ? terms.size() : terms.lower(Utf8Keys.behind(prefix));
    boolean few = (long) (to - from) * ROWS_PER_TRIED_TERM <= rows;
    return few || like.onlyPrefix() ? TermRanges.of(from, to) : null;
  }

  /** The terms that are among some texts. */
  TermRanges among(List<String> texts) {
    int[] found = new int[texts.size()];
    int count = 0;
    for (String text : texts) {
      byte[] key = Utf8Keys.encode(text);
      if (key != null) {
        int term = terms.lower(key);
        if (terms.isTerm(term, key)) {
          found[count++] = term;
        }
      }
    }
    Arrays.sort(found, 0, count);
    TermRanges ranges = new TermRanges();
    for (int i = 0; i < count; i++) {
      ranges.add(found[i], found[i] + 1);
    }
    return ranges;
  }

  /** Those of some terms that match a pattern. */
  Selection matching(Condition.Like like, Selection among) {
    TermRanges matching = new TermRanges();
    among
        .terms()
        .forEach(
            (from, to) ->
                terms.visit(
                    from,
                    to,
                    (term, text) -> {
                      if (like.matches().test(text)) {
                        matching.add(term, term + 1);
                      }
                    }));
    return new Selection(matching, postings);
  }

  long memoryBytes() {
    return terms.memoryBytes() + postings.memoryBytes();
  }
}
