package io.cinclus.text;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a text has some of the terms of another one. Immutable and thread-safe.
 *
 * @param terms to look for; where there are none, no text matches
 * @param minimum how many different ones of them a text needs
 */
public record TermMatch(TextAnalyzer analyzer, Set<String> terms, int minimum) {
  public TermMatch {
    terms = Set.copyOf(terms);
  }

  /** The match of a query's terms. */
  public static TermMatch of(TextAnalyzer analyzer, String query, int minimum) {
    return new TermMatch(
        analyzer,
        analyzer.terms(query).stream().map(Term::text).collect(Collectors.toSet()),
        minimum);
  }

  /** The same where another number of terms is enough. */
  public TermMatch withMinimum(int other) {
    return new TermMatch(analyzer, terms, other);
  }

  /** Whether a text has enough of the terms. */
  public boolean matches(String text) {
    if (terms.size() < minimum) {
      return false;
    }
    Set<String> found = new HashSet<>();
    for (Term term : analyzer.terms(text)) {
      if (terms.contains(term.text())) {
        found.add(term.text());
        if (found.size() >= minimum) {
          return true;
        }
      }
    }
    return false;
  }
}
