package io.cinclus.filter;

import io.cinclus.index.scalar.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what the indexes of a segment can answer in a condition by the answers: the same rows
 * pass, and what is left to evaluate is only looked at where the answers leave it undecided.
 * Thread-safe (immutable).
 */
record IndexedConditions(FieldIndexes indexes) {

  Predicate answered(Predicate condition) {
    if (condition instanceof Predicate.And and) {
      return joined(and.conditions(), true);
    }
    if (condition instanceof Predicate.Or or) {
      return joined(or.conditions(), false);
    }
    if (condition instanceof Predicate.Not not) {
      Predicate inner = answered(not.condition());
      return inner instanceof Predicate.Answered answer
          ? new Predicate.Answered(
              new Predicate.Not(answer.condition()), answer.truth().not(), answer.open())
          : new Predicate.Not(inner);
    }
    if (condition instanceof Predicate.Known known) {
      Predicate inner = answered(known.condition());
      return inner instanceof Predicate.Answered answer
          ? new Predicate.Answered(
              new Predicate.Known(answer.condition()), answer.truth().known(), answer.open())
          : new Predicate.Known(inner);
    }
    if (condition instanceof Predicate.Same same) {
      return same(answered(same.left()), answered(same.right()));
    }
    return leaf(condition);
  }

  private Predicate leaf(Predicate condition) {
    Question question = Question.of(condition);
    Answer answer = question == null ? null : indexes.answer(question);
    if (answer == null) {
      return condition;
    }
    Truth truth = new Truth(answer.yes(), answer.unknown());
    return new Predicate.Answered(condition, truth, answer.open());
  }

  private Predicate same(Predicate left, Predicate right) {
    Predicate same = new Predicate.Same(left, right);
    Truth a = decided(left);
    Truth b = decided(right);
    return a != null && b != null ? new Predicate.Answered(same, a.same(b), null) : same;
  }

  /** What is decided goes first, as one condition. */
  private Predicate joined(List<Predicate> conditions, boolean and) {
    Truth known = null;
    List<Predicate> open = new ArrayList<>();
    List<Predicate> rest = new ArrayList<>();
    for (Predicate condition : conditions) {
      Predicate inner = answered(condition);
      Truth decided = decided(inner);
      if (decided != null) {
        known = known == null ? decided : and ? known.and(decided) : known.or(decided);
      } else if (inner instanceof Predicate.Answered) {
        open.add(inner);
      } else {
        rest.add(inner);
      }
    }
    List<Predicate> all = new ArrayList<>();
    if (known != null) {
      all.add(new Predicate.Answered(new Predicate.Constant(and), known, null));
    }
    all.addAll(open);
    all.addAll(rest);
    if (all.size() == 1) {
      return all.get(0);
    }
    return and ? new Predicate.And(all) : new Predicate.Or(all);
  }

  /** What a condition is in every row, where indexes or its being constant tell. */
  private @Nullable Truth decided(Predicate condition) {
    if (condition instanceof Predicate.Constant constant) {
      return Truth.constant(constant.value(), Bits.words(indexes.rows()));
    }
    return condition instanceof Predicate.Answered answer && answer.open() == null
        ? answer.truth()
        : null;
  }

  /** The rows of which an {@link #answered} condition may be true; null where it may be any. */
  static long @Nullable [] possible(Predicate condition) {
    if (condition instanceof Predicate.Answered answer) {
      long[] open = answer.open();
      return open == null ? answer.truth().yes() : Bits.or(answer.truth().yes(), open);
    }
    if (condition instanceof Predicate.And and) {
      long[] possible = null;
      for (Predicate inner : and.conditions()) {
        long[] one = possible(inner);
        possible = possible == null ? one : one == null ? possible : Bits.and(possible, one);
      }
      return possible;
    }
    if (condition instanceof Predicate.Or or) {
      long[] possible = null;
      for (Predicate inner : or.conditions()) {
        long[] one = possible(inner);
        if (one == null) {
          return null;
        }
        possible = possible == null ? one : Bits.or(possible, one);
      }
      return possible;
    }
    return null;
  }
}
