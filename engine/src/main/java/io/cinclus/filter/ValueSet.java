package io.cinclus.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.index.scalar.Values;
import io.cinclus.model.Column;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Constants of several types, in which a value of any type can be looked up. Immutable and
 * thread-safe.
 */
record ValueSet(NumberSet numbers, Set<String> texts, boolean hasTrue, boolean hasFalse) {

  /** The set of a list's constants. */
  static ValueSet of(List<Expression> constants) {
    List<NumberValue.Constant> numbers = new ArrayList<>();
    Set<String> texts = new HashSet<>();
    boolean hasTrue = false;
    boolean hasFalse = false;
    for (Expression constant : constants) {
      if (constant instanceof NumberValue.Constant number) {
        numbers.add(number);
      } else if (constant instanceof TextValue.Constant text) {
        texts.add(text.value());
      } else if (constant instanceof Predicate.Constant bool) {
        hasTrue |= bool.value();
        hasFalse |= !bool.value();
      } else {
        throw new IllegalArgumentException(constant + " is no constant");
      }
    }
    return new ValueSet(new NumberSet(numbers), Set.copyOf(texts), hasTrue, hasFalse);
  }

  /** The constants in the form that indexes take. */
  Values values() {
    Values known = numbers.values();
    return new Values(known.longs(), known.doubles(), List.copyOf(texts), hasTrue, hasFalse);
  }

  boolean contains(JsonNode node) {
    if (node.isTextual()) {
      return texts.contains(node.textValue());
    }
    if (node.isBoolean()) {
      return contains(node.booleanValue());
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return numbers.contains(node.longValue());
    }
    return node.isNumber() && numbers.contains(node.doubleValue());
  }

  /** Whether a node's type is that of a constant here, so that "not in" means something. */
  boolean isComparable(JsonNode node) {
    if (numbers.isEmpty() && texts.isEmpty() && !hasTrue && !hasFalse) {
      return node.isValueNode() && !node.isNull();
    }
    return (node.isNumber() && !numbers.isEmpty())
        || (node.isTextual() && !texts.isEmpty())
        || (node.isBoolean() && (hasTrue || hasFalse));
  }

  private boolean contains(boolean value) {
    return value ? hasTrue : hasFalse;
  }

  /** How many different values there are. */
  private int size() {
    return numbers.size() + texts.size() + (hasTrue ? 1 : 0) + (hasFalse ? 1 : 0);
  }

  /** Whether any element of a JSON array is in the set. */
  boolean hasAnyOf(JsonNode array) {
    for (int i = 0; i < array.size(); i++) {
      if (contains(array.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether every value of the set is an element of a JSON array. */
  boolean isWithin(JsonNode array) {
    if (size() > array.size()) {
      return false;
    }
    Set<Object> found = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      if (contains(array.get(i))) {
        found.add(value(array.get(i)));
      }
    }
    return found.size() == size();
  }

  /** Equal for what the set does not tell apart. */
  private static Object value(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isIntegralNumber() && node.canConvertToLong()
        ? (Object) node.longValue()
        : NumberSet.value(node.doubleValue());
  }

  /** Whether every value of the set is an element of an array's row. */
  boolean isWithin(Column elements) {
    if (size() > elements.capacity()) {
      return false;
    }
    Set<Object> found = new HashSet<>();
    for (int i = 0; i < elements.capacity(); i++) {
      if (!elements.isNull(i) && contains(elements, i)) {
        found.add(value(elements, i));
      }
    }
    return found.size() == size();
  }

  private static Object value(Column elements, int i) {
    if (elements instanceof Column.Longs longs) {
      return longs.values()[i];
    }
    if (elements instanceof Column.Doubles doubles) {
      return NumberSet.value(doubles.values()[i]);
    }
    if (elements instanceof Column.Texts column) {
      return column.values()[i];
    }
    return ((Column.Bools) elements).values()[i];
  }

  /** Whether any element of an array's row is in the set. */
  boolean hasAnyOf(Column elements) {
    for (int i = 0; i < elements.capacity(); i++) {
      if (!elements.isNull(i) && contains(elements, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean contains(Column elements, int i) {
    if (elements instanceof Column.Longs longs) {
      return numbers.contains(longs.values()[i]);
    }
    if (elements instanceof Column.Doubles doubles) {
      return numbers.contains(doubles.values()[i]);
    }
    if (elements instanceof Column.Texts column) {
      return texts.contains(column.values()[i]);
    }
    if (elements instanceof Column.Bools bools) {
      return contains(bools.values()[i]);
    }
    throw new IllegalArgumentException("an array has no elements of type " + elements.type());
  }
}
