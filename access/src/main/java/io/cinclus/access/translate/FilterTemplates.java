package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.TemplateArrayValue;
import io.cinclus.milvus.grpc.TemplateValue;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Filters whose {@code {name}}s stand for values that are sent beside them: each is replaced by the
 * value as the filter language writes it. Stateless.
 */
public final class FilterTemplates {
  private FilterTemplates() {}

  /** The filter with its values; {@link ErrorCode#BAD_FILTER} for a name without one. */
  public static String expand(String filter, Map<String, TemplateValue> values) {
    if (values.isEmpty()) {
      return filter;
    }
    StringBuilder expanded = new StringBuilder(filter.length());
    int at = 0;
    while (at < filter.length()) {
      char c = filter.charAt(at);
      int end = at + 1;
      if (c == '"' || c == '\'') {
        end = endOfText(filter, at);
        expanded.append(filter, at, end);
      } else if (c == '{') {
        end = filter.indexOf('}', at) + 1;
        if (end == 0) {
          throw bad("'{' at %d of the filter is not closed: add '}'".formatted(at));
        }
        String name = filter.substring(at + 1, end - 1).trim();
        TemplateValue value = values.get(name);
        if (value == null) {
          throw bad(
              "the filter names {%s}, but the values sent are those of %s: send it too"
                  .formatted(name, values.keySet().stream().sorted().toList()));
        }
        expanded.append(literal(name, value));
      } else {
        expanded.append(c);
      }
      at = end;
    }
    return expanded.toString();
  }

  private static int endOfText(String filter, int start) {
    int at = start + 1;
    while (at < filter.length() && filter.charAt(at) != filter.charAt(start)) {
      at += filter.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, filter.length());
  }

  private static String literal(String name, TemplateValue value) {
    return switch (value.getValCase()) {
      case BOOL_VAL -> Boolean.toString(value.getBoolVal());
      case INT64_VAL -> Long.toString(value.getInt64Val());
      case FLOAT_VAL -> number(name, value.getFloatVal());
      case STRING_VAL -> text(value.getStringVal());
      case ARRAY_VAL -> array(name, value.getArrayVal());
      case VAL_NOT_SET -> throw bad("the value of {%s} is missing: send one".formatted(name));
    };
  }

  private static String array(String name, TemplateArrayValue value) {
    return switch (value.getDataCase()) {
      case BOOL_DATA -> list(value.getBoolData().getDataList(), String::valueOf);
      case LONG_DATA -> list(value.getLongData().getDataList(), String::valueOf);
      case DOUBLE_DATA ->
          list(value.getDoubleData().getDataList(), element -> number(name, element));
      case STRING_DATA -> list(value.getStringData().getDataList(), FilterTemplates::text);
      case DATA_NOT_SET -> "[]";
      case ARRAY_DATA, JSON_DATA ->
          throw bad(
              "the value of {%s} is a list of lists or of JSON: send booleans, numbers or texts"
                  .formatted(name));
    };
  }

  private static <T> String list(List<T> elements, Function<T, String> literal) {
    return elements.stream().map(literal).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String number(String name, double value) {
    if (!Double.isFinite(value)) {
      throw bad("the value of {%s} is %s: send a finite number".formatted(name, value));
    }
    return Double.toString(value);
  }

  /** A text as the filter language writes it. */
  public static String text(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_FILTER, message);
  }
}
