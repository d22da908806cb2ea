package io.cinclus.access.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.value.Bfloat16;
import io.cinclus.value.Float16;
import io.cinclus.value.Timestamps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a file's row as its collection's fields take them ({@link
 * io.cinclus.model.RowAssembler}), whatever the file's format can say: texts are read as numbers,
 * booleans, lists and vectors where the field has those; bytes of vectors may come as a list of
 * numbers from -128 to 255; sparse vectors as indices and values. {@link ErrorCode#BAD_ROW} for
 * what cannot be read. Immutable.
 */
final class FieldValues {
  private static final String INDICES = "indices";
  private static final String VALUES = "values";
  private static final int MAX_SHOWN_CHARS = 40;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CollectionSchema schema;
  private final ZoneId zone;
  private final Map<String, FieldSchema> byName = new HashMap<>();

  FieldValues(CollectionSchema schema, ZoneId zone) {
    this.schema = schema;
    this.zone = zone;
    schema.fields().forEach(field -> byName.put(field.name(), field));
  }

  /** The values of a row by field name. */
  Map<String, @Nullable Object> of(Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    row.forEach(
        (name, value) -> {
          FieldSchema field = byName.get(name);
          if (field == null) {
            others.put(name, value);
          } else {
            values.put(name, value == null ? null : value(field, value));
          }
        });
    if (!others.isEmpty()) {
      addOthers(values, others);
    }
    return values;
  }

  /** What the schema does not name stands beside the members of the dynamic field, or in it. */
  private void addOthers(
      Map<String, @Nullable Object> values, Map<String, @Nullable Object> others) {
    Object dynamic = values.remove(FieldSchema.DYNAMIC_FIELD);
    if (dynamic instanceof String text) {
      dynamic = parse(byName.get(FieldSchema.DYNAMIC_FIELD), text);
    }
    if (dynamic instanceof Map<?, ?> members) {
      members.forEach((name, value) -> values.put(String.valueOf(name), value));
    }
    values.putAll(others);
  }

  private Object value(FieldSchema field, Object value) {
    if (field.isAutoId()) {
      throw bad(
          field, "is a primary key that is made for the rows (autoID): leave it out of the file");
    }
    if (schema.functionOf(field).isPresent()) {
      throw bad(field, "is filled by a function: leave it out of the file");
    }
    return switch (field.type()) {
      case BOOL -> value instanceof String text ? bool(field, text) : value;
      case INT8, INT16, INT32, INT64 -> value instanceof String text ? integer(field, text) : value;
      case FLOAT, DOUBLE -> value instanceof String text ? number(field, text) : value;
      case TIMESTAMPTZ -> time(field, text(value));
      case VARCHAR, JSON, GEOMETRY -> text(value);
      case ARRAY -> parsed(field, value);
      case FLOAT_VECTOR, INT8_VECTOR -> parsed(field, value);
      case BINARY_VECTOR -> bytes(field, parsed(field, value));
      case FLOAT16_VECTOR, BFLOAT16_VECTOR -> halves(field, bytes(field, parsed(field, value)));
      case SPARSE_FLOAT_VECTOR -> sparse(field, parsed(field, value));
    };
  }

  /** A text is of the collection's zone where it names none. */
  private Object time(FieldSchema field, Object value) {
    if (!(value instanceof String text)) {
      return value;
    }
    try {
      return Timestamps.instant(Timestamps.parse(text.strip(), zone));
    } catch (IllegalArgumentException e) {
      throw unreadable(field, text, "a time in ISO 8601", e);
    }
  }

  private static Object text(Object value) {
    return value instanceof byte[] utf8 ? new String(utf8, StandardCharsets.UTF_8) : value;
  }

  private static boolean bool(FieldSchema field, String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(text);
    }
    throw unreadable(field, text, "true or false", null);
  }

  private static long integer(FieldSchema field, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw unreadable(field, text, "a whole number of 64 bits", e);
    }
  }

  private static double number(FieldSchema field, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw unreadable(field, text, "a number", e);
    }
  }

  /** The value, or what stands in a text in its place as JSON; a text that is none is Base64. */
  private static Object parsed(FieldSchema field, Object value) {
    boolean isJson =
        value instanceof String text && (text.stripLeading().startsWith("[") || isObject(text));
    return isJson ? parse(field, (String) value) : value;
  }

  private static boolean isObject(String text) {
    return text.stripLeading().startsWith("{");
  }

  private static Object parse(@Nullable FieldSchema field, String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new CinclusException(
          ErrorCode.BAD_ROW,
          "field %s has '%s', which is no JSON (%s)"
              .formatted(
                  field == null ? FieldSchema.DYNAMIC_FIELD : field.name(),
                  shorten(text),
                  e.getOriginalMessage()),
          e);
    }
  }

  /**
   * Bytes of a vector where the value is a list of as many numbers as it has bytes, which for
   * float16 and bfloat16 is twice as many as it has components.
   */
  private static Object bytes(FieldSchema field, Object value) {
    int size = field.type().vectorBytes(field.limits().dimension());
    if (!(value instanceof List<?> list) || list.size() != size) {
      return value;
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      if (!(list.get(i) instanceof Integer number) || number < Byte.MIN_VALUE || number > 0xff) {
        throw bad(field, "has %s for a byte: give it 0 to 255".formatted(list.get(i)));
      }
      bytes[i] = number.byteValue();
    }
    return bytes;
  }

  /** The numbers of a float16 or bfloat16 vector that comes as bytes, little-endian. */
  private static Object halves(FieldSchema field, Object value) {
    int dimension = field.limits().dimension();
    if (!(value instanceof byte[] bytes) || bytes.length != dimension * Short.BYTES) {
      return value;
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      short half = halves.getShort();
      floats[i] =
          field.type() == DataType.FLOAT16_VECTOR ? Float16.toFloat(half) : Bfloat16.toFloat(half);
    }
    return floats;
  }

  private static Object sparse(FieldSchema field, Object value) {
    if (!(value instanceof Map<?, ?> map) || !map.containsKey(INDICES)) {
      return value;
    }
    if (!(map.get(INDICES) instanceof List<?> indices)
        || !(map.get(VALUES) instanceof List<?> values)
        || indices.size() != values.size()) {
      throw bad(field, "has indices and values that are not lists of one length");
    }
    Map<@Nullable Object, @Nullable Object> entries = new HashMap<>();
    for (int i = 0; i < indices.size(); i++) {
      Object index =
          indices.get(i) instanceof Integer unsigned
              ? (Object) Integer.toUnsignedLong(unsigned)
              : indices.get(i);
      entries.put(index, values.get(i));
    }
    return entries;
  }

  private static String shorten(String text) {
    return text.length() > MAX_SHOWN_CHARS ? text.substring(0, MAX_SHOWN_CHARS) + "..." : text;
  }

  private static CinclusException unreadable(
      FieldSchema field, String text, String wanted, @Nullable Exception cause) {
    CinclusException refusal =
        bad(
            field,
            "of type %s got '%s': give it %s".formatted(field.type(), shorten(text), wanted));
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }

  private static CinclusException bad(FieldSchema field, String what) {
    return new CinclusException(ErrorCode.BAD_ROW, "field %s %s".formatted(field.name(), what));
  }
}
