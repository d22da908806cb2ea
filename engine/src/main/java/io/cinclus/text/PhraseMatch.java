package io.cinclus.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text has the terms of a phrase where the phrase has them, or almost: each term is moved
 * by some number of positions, and the greatest move is at most {@code slop} above the least one.
 * So a slop of 1 lets one other term stand between two, and one of 2 lets two terms change places.
 * No occurrence of a term in the text stands for two terms of the phrase. Immutable and
 * thread-safe.
 *
 * @param phrase its terms in order; where there are none, no text matches
 */
public record PhraseMatch(TextAnalyzer analyzer, List<Term> phrase, long slop) {
  public PhraseMatch {
    phrase = List.copyOf(phrase);
  }

  /** The match of a phrase. */
  public static PhraseMatch of(TextAnalyzer analyzer, String phrase, long slop) {
    return new PhraseMatch(analyzer, analyzer.terms(phrase), slop);
  }

  /** Whether a text has the phrase. */
  public boolean matches(String text) {
    if (phrase.isEmpty()) {
      return false;
    }
    Map<String, TreeSet<Integer>> positions = new HashMap<>();
    phrase.forEach(term -> positions.put(term.text(), new TreeSet<>()));
    for (Term term : analyzer.terms(text)) {
      TreeSet<Integer> known = positions.get(term.text());
      if (known != null) {
        known.add(term.position());
      }
    }
    // The least move is that of some occurrence; each is tried.
    Set<Integer> tried = new HashSet<>();
    for (Term term : phrase) {
      for (int position : positions.getOrDefault(term.text(), new TreeSet<>())) {
        int move = position - term.position();
        if (tried.add(move) && fits(move, positions)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether every term can be moved by at least {@code least} and at most {@code slop} more. The
   * earliest free occurrence is right for each, since later terms of the same text may only stand
   * later.
   */
  private boolean fits(int least, Map<String, TreeSet<Integer>> positions) {
    Map<String, List<Integer>> taken = new HashMap<>();
    for (Term term : phrase) {
      List<Integer> before = taken.computeIfAbsent(term.text(), text -> new ArrayList<>());
      int from = least + term.position();
      if (!before.isEmpty()) {
        from = Math.max(from, before.get(before.size() - 1) + 1);
      }
      TreeSet<Integer> known = positions.get(term.text());
      @Nullable Integer position = known == null ? null : known.ceiling(from);
      if (position == null || position - term.position() - least > slop) {
        return false;
      }
      before.add(position);
    }
    return true;
  }
}
