package io.cinclus.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the language means, written as plainly as possible: one row (a map), boxed values (Long,
 * Double, String, Boolean; null is unknown), BigDecimal and BigInteger.
 */
final class Reference {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Reference() {}

  static @Nullable Object junction(boolean and, @Nullable Object a, @Nullable Object b) {
    Boolean decisive = !and;
    if (decisive.equals(a) || decisive.equals(b)) {
      return decisive;
    }
    return a == null || b == null ? null : (Object) and;
  }

  static @Nullable Object not(@Nullable Object a) {
    return a instanceof Boolean value ? (Object) !value : null;
  }

  static @Nullable Object compare(String operator, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return null;
    }
    int order = order(a, b);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw new IllegalArgumentException(operator);
    };
  }

  static boolean isEqual(Object a, @Nullable Object b) {
    return b != null && a instanceof Number == b instanceof Number && order(a, b) == 0;
  }

  private static int order(Object a, Object b) {
    if (a instanceof String x) {
      return Arrays.compare(x.codePoints().toArray(), ((String) b).codePoints().toArray());
    }
    if (a instanceof Boolean x) {
      return x.compareTo((Boolean) b);
    }
    boolean infinite = isInfinite(a) || isInfinite(b);
    return infinite
        ? Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue())
        : exact(a).compareTo(exact(b));
  }

  private static boolean isInfinite(Object number) {
    return number instanceof Double value && value.isInfinite();
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Long value
        ? BigDecimal.valueOf(value)
        : new BigDecimal((Double) number);
  }

  static @Nullable Object calculate(String operator, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return null;
    }
    if (a instanceof Long x && b instanceof Long y) {
      return integers(operator, BigInteger.valueOf(x), BigInteger.valueOf(y));
    }
    double x = ((Number) a).doubleValue();
    double y = ((Number) b).doubleValue();
    double result =
        switch (operator) {
          case "+" -> x + y;
          case "-" -> x - y;
          case "*" -> x * y;
          case "/" -> y == 0 ? Double.NaN : x / y;
          case "%", "&", "|", "^", "<<", ">>" -> Double.NaN;
          default -> throw new IllegalArgumentException(operator);
        };
    return Double.isNaN(result) ? null : (Object) result;
  }

  private static @Nullable Object integers(String operator, BigInteger a, BigInteger b) {
    if (b.signum() == 0 && (operator.equals("/") || operator.equals("%"))) {
      return null;
    }
    if (operator.equals("<<") || operator.equals(">>")) {
      return shift(operator, a.longValueExact(), b);
    }
    BigInteger result =
        switch (operator) {
          case "+" -> a.add(b);
          case "-" -> a.subtract(b);
          case "*" -> a.multiply(b);
          case "/" -> a.divide(b);
          case "%" -> a.remainder(b);
          case "&" -> a.and(b);
          case "|" -> a.or(b);
          case "^" -> a.xor(b);
          default -> throw new IllegalArgumentException(operator);
        };
    return result.bitLength() < Long.SIZE ? (Object) result.longValueExact() : null;
  }

  private static @Nullable Object shift(String operator, long value, BigInteger places) {
    if (places.signum() < 0 || places.compareTo(BigInteger.valueOf(Long.SIZE)) >= 0) {
      return null;
    }
    BigInteger wide = BigInteger.valueOf(value);
    return operator.equals("<<")
        ? (Object) wide.shiftLeft(places.intValue()).longValue()
        : (Object) wide.shiftRight(places.intValue()).longValueExact();
  }

  /** The words of a text, in lower case. */
  static List<String> terms(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\W+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Whether some choice of different words is the phrase, moved by almost the same number. */
  static boolean hasPhrase(List<String> words, List<String> phrase, int slop) {
    return hasPhrase(words, phrase, slop, new ArrayList<>());
  }

  private static boolean hasPhrase(
      List<String> words, List<String> phrase, int slop, List<Integer> chosen) {
    if (chosen.size() == phrase.size()) {
      List<Integer> moves =
          IntStream.range(0, chosen.size()).mapToObj(i -> chosen.get(i) - i).toList();
      return Collections.max(moves) - Collections.min(moves) <= slop;
    }
    for (int at = 0; at < words.size(); at++) {
      if (words.get(at).equals(phrase.get(chosen.size())) && !chosen.contains(at)) {
        List<Integer> more = new ArrayList<>(chosen);
        more.add(at);
        if (hasPhrase(words, phrase, slop, more)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The elements of an array field. */
  @SuppressWarnings("unchecked")
  static @Nullable List<Object> elements(Map<String, Object> row, String field) {
    return (List<Object>) row.get(field);
  }

  /** The element of an array field at an index. */
  static @Nullable Object element(Map<String, Object> row, String field, int index) {
    List<Object> elements = elements(row, field);
    return elements == null || index >= elements.size() ? null : elements.get(index);
  }

  /** The elements of the array at a key of a JSON field; a nested array stays a JSON node. */
  static @Nullable List<Object> jsonElements(Map<String, Object> row, String field, String key) {
    JsonNode node = node(row, field, key);
    if (!node.isArray()) {
      return null;
    }
    List<Object> elements = new ArrayList<>();
    for (JsonNode element : node) {
      elements.add(element.isValueNode() ? value(element) : element);
    }
    return elements;
  }

  /** The value at a key of a JSON field, if it is of the type. */
  static @Nullable Object json(Map<String, Object> row, String field, String key, Class<?> type) {
    Object value = value(node(row, field, key));
    return type.isInstance(value) ? value : null;
  }

  private static JsonNode node(Map<String, Object> row, String field, String key) {
    try {
      return JSON.readTree((String) row.getOrDefault(field, "{}")).path(key);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      case NUMBER ->
          node.canConvertToLong() && node.isIntegralNumber()
              ? (Object) node.longValue()
              : (Object) node.doubleValue();
      case ARRAY, OBJECT -> node;
      default -> null;
    };
  }
}
