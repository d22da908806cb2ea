package io.cinclus.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Cuts out of a text the parts that have some terms, and puts tags around these: a fragment begins
 * some characters before a term, and ends after so many that it has its size; a term that begins in
 * it is in it as a whole. No two fragments overlap. Immutable and thread-safe.
 *
 * @param preTags before the terms of a fragment, in turn; at least one
 * @param postTags behind them, in turn; at least one
 * @param offset the most characters before the first term of a fragment
 * @param size characters of a fragment, tags not counted
 * @param count the most fragments of a text
 */
public record Fragments(
    List<String> preTags, List<String> postTags, int offset, int size, int count) {
  /** Of {@link #offset} and {@link #size}: no text is longer. */
  public static final int MAX_CHARACTERS = 65_535;

  /** Of {@link #count}. */
  public static final int MAX_COUNT = 1_000;

  public Fragments {
    preTags = List.copyOf(preTags);
    postTags = List.copyOf(postTags);
    if (preTags.isEmpty() || postTags.isEmpty() || offset < 0 || size < 1 || count < 0) {
      throw new IllegalArgumentException(
          "there are no fragments of size %d from %d before a term on, or no tags"
              .formatted(size, offset));
    }
    if (offset > MAX_CHARACTERS || size > MAX_CHARACTERS || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "%d fragments of size %d from %d before a term on are too many or too long: ask for at most %d of %d from %d on"
              .formatted(count, size, offset, MAX_COUNT, MAX_CHARACTERS, MAX_CHARACTERS));
    }
  }

  /** The fragments of a text, in order. */
  public List<String> of(String text, TextAnalyzer analyzer, Set<String> terms) {
    List<Term> found =
        analyzer.terms(text).stream()
            .filter(term -> terms.contains(term.text()) && isIn(text, term))
            .sorted(Comparator.comparingInt(Term::startOffset))
            .toList();
    List<String> fragments = new ArrayList<>();
    int next = 0;
    int end = 0;
    while (next < found.size() && fragments.size() < count) {
      Term first = found.get(next);
      if (first.startOffset() < end) {
        next++;
        continue;
      }
      int from = before(text, first.startOffset(), end);
      int to = Math.max(first.endOffset(), behind(text, from));
      List<Term> within = new ArrayList<>();
      for (; next < found.size() && found.get(next).startOffset() < to; next++) {
        within.add(found.get(next));
      }
      end = Math.max(to, within.get(within.size() - 1).endOffset());
      fragments.add(tagged(text, from, end, within));
    }
    return fragments;
  }

  private static boolean isIn(String text, Term term) {
    return term.startOffset() < term.endOffset() && term.endOffset() <= text.length();
  }

  /**
   * Where the fragment of a term begins: {@link #offset} code points before, or at {@code least}.
   */
  private int before(String text, int term, int least) {
    int at = term;
    for (int i = 0; i < offset && at > least; i++) {
      at = text.offsetByCodePoints(at, -1);
    }
    return at;
  }

  /** The place {@link #size} code points further, or the end of the text. */
  private int behind(String text, int from) {
    int at = from;
    for (int i = 0; i < size && at < text.length(); i++) {
      at = text.offsetByCodePoints(at, 1);
    }
    return at;
  }

  private String tagged(String text, int from, int to, List<Term> terms) {
    StringBuilder tagged = new StringBuilder();
    int at = from;
    int number = 0;
    for (Term term : terms) {
      // Of terms that overlap, such as the parts of a compound, the first is tagged.
      if (term.startOffset() >= at) {
        tagged
            .append(text, at, term.startOffset())
            .append(preTags.get(number % preTags.size()))
            .append(text, term.startOffset(), term.endOffset())
            .append(postTags.get(number % postTags.size()));
        at = term.endOffset();
        number++;
      }
    }
    return tagged.append(text, at, Math.max(at, to)).toString();
  }
}
