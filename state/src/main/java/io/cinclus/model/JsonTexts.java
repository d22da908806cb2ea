package io.cinclus.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps, lists and plain values written as JSON text (RFC 8259). Stateless. */
final class JsonTexts {
  /** Lists in maps in lists, and so on. */
  static final int MAX_DEPTH = 64;

  private static final JsonFactory JSON = new JsonFactory();

  private JsonTexts() {}

  /** The text; {@link ErrorCode#BAD_ROW} for a value that JSON has no form for. */
  static String write(FieldSchema field, Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(field, json, value, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(
      FieldSchema field, JsonGenerator json, @Nullable Object value, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw RowsCodec.bad(
          "field %s is nested more than %d deep: make it flatter"
              .formatted(field.name(), MAX_DEPTH));
    }
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(field, json, entry.getValue(), depth + 1);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(field, json, element, depth + 1);
      }
      json.writeEndArray();
    } else {
      writePlain(field, json, value);
    }
  }

  private static void writePlain(FieldSchema field, JsonGenerator json, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof CharSequence text) {
      json.writeString(text.toString());
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof BigInteger big) {
      json.writeNumber(big);
    } else if (value instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (value instanceof Float single && Float.isFinite(single)) {
      json.writeNumber(single);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      json.writeNumber(((Number) value).longValue());
    } else {
      throw RowsCodec.bad(
          "field %s holds %s (%s), which JSON has no form for"
              .formatted(field.name(), value, value.getClass().getSimpleName()));
    }
  }
}
