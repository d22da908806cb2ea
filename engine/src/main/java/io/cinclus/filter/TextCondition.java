package io.cinclus.filter;

import com.google.re2j.Pattern;
import io.cinclus.model.Utf8;
import io.cinclus.text.PhraseMatch;
import io.cinclus.text.TermMatch;
import java.util.Set;

/** What a text is tested for. Immutable and thread-safe. */
sealed interface TextCondition {

  boolean test(String text);

  record Equal(String constant) implements TextCondition {
    @Override
    public boolean test(String text) {
      return constant.equals(text);
    }
  }

  record Among(Set<String> constants) implements TextCondition {
    public Among {
      constants = Set.copyOf(constants);
    }

    @Override
    public boolean test(String text) {
      return constants.contains(text);
    }
  }

  /** The text stands in the relation to the constant. */
  record Ordered(Relation relation, String constant) implements TextCondition {
    @Override
    public boolean test(String text) {
      return relation.holds(Utf8.compare(text, constant));
    }
  }

  /** Some part of the text matches. */
  record Regex(Pattern pattern) implements TextCondition {
    @Override
    public boolean test(String text) {
      return pattern.matcher(text).find();
    }
  }

  /** The text has terms of another one. */
  record Terms(TermMatch match) implements TextCondition {
    @Override
    public boolean test(String text) {
      return match.matches(text);
    }
  }

  /** The text has a phrase. */
  record Phrase(PhraseMatch match) implements TextCondition {
    @Override
    public boolean test(String text) {
      return match.matches(text);
    }
  }

  record Like(LikePattern pattern) implements TextCondition {
    @Override
    public boolean test(String text) {
      return pattern.matches(text);
    }
  }
}
