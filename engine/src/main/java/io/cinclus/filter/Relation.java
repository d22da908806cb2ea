package io.cinclus.filter;

/** How the left side of a comparison stands to the right one. */
enum Relation {
  EQUAL,
  LESS,
  AT_MOST,
  GREATER,
  AT_LEAST;

  /** The relation of the right side to the left one. */
  Relation swapped() {
    return switch (this) {
      case EQUAL -> EQUAL;
      case LESS -> GREATER;
      case AT_MOST -> AT_LEAST;
      case GREATER -> LESS;
      case AT_LEAST -> AT_MOST;
    };
  }

  /** Whether it holds where comparing left with right gave {@code order} (as a Comparator's). */
  boolean holds(int order) {
    return switch (this) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case GREATER -> order > 0;
      case AT_LEAST -> order >= 0;
    };
  }
}
