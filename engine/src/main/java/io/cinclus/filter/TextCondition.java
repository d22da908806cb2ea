package io.cinclus.filter;

import io.cinclus.model.Utf8;
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

  record Like(LikePattern pattern) implements TextCondition {
    @Override
    public boolean test(String text) {
      return pattern.matches(text);
    }
  }
}
