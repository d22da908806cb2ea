package io.cinclus.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.cinclus.value.Geometries;
import java.io.IOException;

/** Which values a scalar field, or an element of an ARRAY field, accepts. Stateless. */
final class ValueRules {
  /** Keeps no table of the names that users put into their JSON. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final int MAX_SHOWN_CHARS = 40;

  private ValueRules() {}

  /** The first of {@code count} values that is not null and that {@code field} refuses; or -1. */
  static int firstBad(FieldSchema field, Column column, int count) {
    if (column instanceof Column.Longs longs) {
      return firstOutOfRange(longs, count);
    } else if (column instanceof Column.Doubles doubles) {
      return firstNotFinite(doubles, count);
    } else if (column instanceof Column.Texts texts) {
      return firstBadText(field, texts, count);
    } else if (column instanceof Column.Binaries binaries) {
      return firstBadGeometry(binaries, count);
    }
    return -1;
  }

  /** What such a value is, and what should be sent instead. */
  static String expectation(FieldSchema field, DataType type) {
    return switch (type) {
      case INT8, INT16, INT32, INT64, TIMESTAMPTZ ->
          "out of the range of %s: send %d to %d".formatted(type, type.minValue(), type.maxValue());
      case FLOAT, DOUBLE -> "not finite as a %s: send a finite number".formatted(type);
      case VARCHAR ->
          "longer than the field or not valid Unicode: send at most %d bytes of UTF-8"
              .formatted(field.limits().maxLengthBytes());
      case GEOMETRY ->
          "not a geometry of at most %d bytes: send one".formatted(Geometries.MAX_BYTES);
      case JSON ->
          "not a JSON %s of at most %d bytes: send one"
              .formatted(field.isDynamic() ? "object" : "text", RowRules.MAX_JSON_BYTES);
      default -> "not a %s: send one".formatted(type);
    };
  }

  /** A value in a few characters. */
  static String show(Column column, int row) {
    if (column instanceof Column.Longs longs) {
      return Long.toString(longs.values()[row]);
    } else if (column instanceof Column.Doubles doubles) {
      return Double.toString(doubles.values()[row]);
    } else if (column instanceof Column.Texts texts && texts.values()[row] != null) {
      String text = texts.values()[row];
      return text.length() > MAX_SHOWN_CHARS
          ? "%s... of %d characters".formatted(text.substring(0, MAX_SHOWN_CHARS), text.length())
          : text;
    }
    return "a " + column.type();
  }

  private static int firstOutOfRange(Column.Longs column, int count) {
    long min = column.type().minValue();
    long max = column.type().maxValue();
    for (int row = 0; row < count; row++) {
      long value = column.values()[row];
      if ((value < min || value > max) && !column.isNull(row)) {
        return row;
      }
    }
    return -1;
  }

  private static int firstNotFinite(Column.Doubles column, int count) {
    boolean single = column.type() == DataType.FLOAT;
    for (int row = 0; row < count; row++) {
      double value = column.values()[row];
      if (!Double.isFinite(single ? (float) value : value) && !column.isNull(row)) {
        return row;
      }
    }
    return -1;
  }

  private static int firstBadGeometry(Column.Binaries column, int count) {
    for (int row = 0; row < count; row++) {
      if (!column.isNull(row) && !Geometries.isGeometry(column.values()[row])) {
        return row;
      }
    }
    return -1;
  }

  private static int firstBadText(FieldSchema field, Column.Texts column, int count) {
    boolean json = column.type() == DataType.JSON;
    int maxBytes = json ? RowRules.MAX_JSON_BYTES : field.limits().maxLengthBytes();
    for (int row = 0; row < count; row++) {
      if (column.isNull(row)) {
        continue;
      }
      String text = column.values()[row];
      int lengthBytes = text == null ? Utf8.MALFORMED : Utf8.lengthBytes(text);
      if (lengthBytes == Utf8.MALFORMED
          || lengthBytes > maxBytes
          || (json && !isJson(text, field.isDynamic()))) {
        return row;
      }
    }
    return -1;
  }

  /** Whether {@code text} is one JSON value (RFC 8259), or one object. */
  private static boolean isJson(String text, boolean object) {
    try (JsonParser parser = JSON.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null || (object && first != JsonToken.START_OBJECT)) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
  }
}
