package io.cinclus.filter;

import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.Values;
import io.cinclus.text.TermMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;

/** A condition in the words of scalar indexes: what is asked, and of which values. */
record Question(Place place, Condition condition) {

  /** What a predicate asks; null where no index could answer it. */
  static @Nullable Question of(Predicate predicate) {
    if (predicate instanceof Predicate.Field field) {
      return new Question(Place.of(field.fieldId()), new Condition.IsTrue());
    }
    if (predicate instanceof Predicate.Json json) {
      return new Question(Place.of(json.path()), new Condition.IsTrue());
    }
    if (predicate instanceof Predicate.IsNull isNull) {
      return ask(placeOf(isNull.value()), new Condition.IsNull());
    }
    if (predicate instanceof Predicate.Within within) {
      return ask(placeOf(within.value()), within(within.bounds()));
    }
    if (predicate instanceof Predicate.AmongNumbers among) {
      return ask(placeOf(among.value()), new Condition.Among(among.set().values()));
    }
    if (predicate instanceof Predicate.MatchText match
        && match.value() instanceof TextValue.Field field
        && match.condition() instanceof TextCondition.Terms terms) {
      return ask(Place.termsOf(field.fieldId()), terms(terms.match()));
    }
    if (predicate instanceof Predicate.MatchText match) {
      return ask(placeOf(match.value()), text(match.condition()));
    }
    if (predicate instanceof Predicate.MatchShape match) {
      return ask(Place.of(match.fieldId()), box(match.shape().box()));
    }
    if (predicate instanceof Predicate.AmongJson among) {
      Values values = among.set().values();
      // What a list of several kinds, or of none, leaves unknown no index of one kind knows.
      return values.areOfOneKind()
          ? new Question(Place.of(among.path()), new Condition.Among(values))
          : null;
    }
    if (predicate instanceof Predicate.JsonContains contains) {
      return new Question(
          Place.of(contains.path()),
          new Condition.Contains(contains.set().values(), contains.all()));
    }
    if (predicate instanceof Predicate.ArrayContains contains) {
      return new Question(
          Place.of(contains.fieldId()),
          new Condition.Contains(contains.set().values(), contains.all()));
    }
    return null;
  }

  private static @Nullable Question ask(@Nullable Place place, @Nullable Condition condition) {
    return place == null || condition == null ? null : new Question(place, condition);
  }

  private static @Nullable Place placeOf(Expression value) {
    if (value instanceof NumberValue.Field field) {
      return Place.of(field.fieldId());
    }
    if (value instanceof NumberValue.Json json) {
      return Place.of(json.path());
    }
    if (value instanceof TimeValue time) {
      return placeOf(time.micros());
    }
    if (value instanceof TextValue.Field field) {
      return Place.of(field.fieldId());
    }
    if (value instanceof TextValue.Json json) {
      return Place.of(json.path());
    }
    if (value instanceof Predicate.Field field) {
      return Place.of(field.fieldId());
    }
    if (value instanceof WholeField whole) {
      return Place.of(whole.field().id());
    }
    return value instanceof JsonPath path ? Place.of(path) : null;
  }

  private static Condition within(Bounds bounds) {
    return new Condition.Within(bounds.low(), bounds.high(), bounds.floor(), bounds.ceiling());
  }

  /** Any or all of the terms; what is between is not asked. */
  private static @Nullable Condition terms(TermMatch match) {
    boolean all = match.minimum() == match.terms().size();
    return !match.terms().isEmpty() && (all || match.minimum() == 1)
        ? new Condition.Contains(Values.ofTexts(List.copyOf(match.terms())), all)
        : null;
  }

  private static @Nullable Condition box(@Nullable Envelope box) {
    return box == null
        ? null
        : new Condition.Meets(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY());
  }

  private static @Nullable Condition text(TextCondition condition) {
    if (condition instanceof TextCondition.Equal equal) {
      return new Condition.Among(Values.ofTexts(List.of(equal.constant())));
    }
    if (condition instanceof TextCondition.Among among) {
      return new Condition.Among(Values.ofTexts(List.copyOf(among.constants())));
    }
    if (condition instanceof TextCondition.Ordered ordered) {
      return between(ordered.relation(), ordered.constant());
    }
    if (condition instanceof TextCondition.Like like) {
      return like.pattern().condition();
    }
    return condition instanceof TextCondition.Regex regex
        ? new Condition.Like("", false, List.of(), regex::test)
        : null;
  }

  private static Condition between(Relation relation, String constant) {
    String next = constant + '\0'; // The least text above the constant.
    return switch (relation) {
      case EQUAL -> new Condition.Between(constant, next);
      case LESS -> new Condition.Between(null, constant);
      case AT_MOST -> new Condition.Between(null, next);
      case GREATER -> new Condition.Between(next, null);
      case AT_LEAST -> new Condition.Between(constant, null);
    };
  }
}
