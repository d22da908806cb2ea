package io.cinclus.filter;

import io.cinclus.index.scalar.RowCount;

/**
 * Between which numbers the rows lie of which a condition is true, and those of which it is false;
 * of the rest it is unknown. Counted with indexes, nothing evaluated. Immutable.
 */
record TruthCount(int rows, RowCount yes, RowCount no) {

  /** What the indexes of a segment tell of a condition. */
  static TruthCount of(Predicate condition, FieldIndexes indexes, int rows) {
    if (condition instanceof Predicate.And and) {
      return and.conditions().stream()
          .map(inner -> of(inner, indexes, rows))
          .reduce(TruthCount::and)
          .orElseThrow();
    }
    if (condition instanceof Predicate.Or or) {
      return or.conditions().stream()
          .map(inner -> of(inner, indexes, rows).not())
          .reduce(TruthCount::and)
          .orElseThrow()
          .not();
    }
    if (condition instanceof Predicate.Not not) {
      return of(not.condition(), indexes, rows).not();
    }
    if (condition instanceof Predicate.Known known) {
      RowCount yes = of(known.condition(), indexes, rows).yes();
      return new TruthCount(rows, yes, new RowCount(rows - yes.atMost(), rows - yes.atLeast()));
    }
    if (condition instanceof Predicate.Constant constant) {
      TruthCount all = new TruthCount(rows, new RowCount(rows, rows), new RowCount(0, 0));
      return constant.value() ? all : all.not();
    }
    Question question = Question.of(condition);
    FieldIndexes.Counted counted = question == null ? null : indexes.count(question);
    if (counted == null) {
      return new TruthCount(rows, new RowCount(0, rows), new RowCount(0, rows));
    }
    RowCount yes = counted.count();
    boolean neverUnknown = condition instanceof Predicate.IsNull;
    int known = neverUnknown ? rows : rows - counted.index().missing();
    return new TruthCount(rows, yes, new RowCount(known - yes.atMost(), known - yes.atLeast()));
  }

  TruthCount not() {
    return new TruthCount(rows, no, yes);
  }

  TruthCount and(TruthCount other) {
    return new TruthCount(rows, both(yes, other.yes), either(no, other.no));
  }

  private RowCount both(RowCount a, RowCount b) {
    int overlap = (int) Math.max(0L, (long) a.atLeast() + b.atLeast() - rows);
    return new RowCount(overlap, Math.min(a.atMost(), b.atMost()));
  }

  private RowCount either(RowCount a, RowCount b) {
    int most = (int) Math.min(rows, (long) a.atMost() + b.atMost());
    return new RowCount(Math.max(a.atLeast(), b.atLeast()), most);
  }
}
