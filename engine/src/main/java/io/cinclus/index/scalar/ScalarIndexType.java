package io.cinclus.index.scalar;

import io.cinclus.index.Parameter;
import io.cinclus.index.Parameter.WholeNumber;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The types of scalar indexes, by their Milvus names, with their parameters. */
public enum ScalarIndexType {
  /** The sorted list of the different values, each with its rows. */
  INVERTED,
  /** A bitmap of rows for each value, for columns of few different values. */
  BITMAP,
  /** The sorted list of the different values, each with its rows: what INVERTED is here too. */
  STL_SORT,
  /** A prefix tree of the different texts, each with its rows. */
  TRIE,
  /** The rows of every sequence of a few characters, for {@code like} with any pattern. */
  NGRAM,
  /** A tree of the boxes around geometries. */
  RTREE,
  /** The terms of texts, each with its rows; not created by users. */
  TEXT_MATCH;

  /** NGRAM: the characters of the shortest sequences, and of the shortest text it can look for. */
  public static final WholeNumber MIN_GRAM = new WholeNumber("min_gram", 1, 256, 2);

  /** NGRAM: the characters of the longest sequences. */
  public static final WholeNumber MAX_GRAM = new WholeNumber("max_gram", 1, 256, 3);

  /**
   * The type of a Milvus name, in any case; an unknown one is an {@link IllegalArgumentException}.
   */
  public static ScalarIndexType of(String name) {
    for (ScalarIndexType type : values()) {
      if (type.name().equals(name.toUpperCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "scalar index type %s is not supported; use one of %s"
            .formatted(name, Arrays.toString(values())));
  }

  /** Whether there can be such an index of such values. */
  boolean accepts(ValueKind kind, boolean elements) {
    return switch (this) {
      case INVERTED -> kind != ValueKind.BOX;
      case BITMAP ->
          kind == ValueKind.BOOLEAN || kind == ValueKind.INTEGER || kind == ValueKind.TEXT;
      case STL_SORT -> kind != ValueKind.BOOLEAN && kind != ValueKind.BOX && !elements;
      case RTREE -> kind == ValueKind.BOX;
      case TEXT_MATCH -> kind == ValueKind.TEXT && elements;
      case TRIE, NGRAM -> kind == ValueKind.TEXT && !elements;
    };
  }

  /** What an index is built with, where its values come from not counted. */
  List<Parameter> buildParameters() {
    return this == NGRAM ? List.of(MIN_GRAM, MAX_GRAM) : List.of();
  }
}
