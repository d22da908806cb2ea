package io.cinclus.sql.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.sql.CinclusOptions;
import io.cinclus.sql.types.FieldTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * What {@code CREATE TABLE} says of a field in {@code fields.NAME.…}, beyond the type of its
 * column. Immutable.
 *
 * @param field the name
 * @param values by the last part of their keys
 */
record FieldOptions(String field, Map<String, String> values) {
  static final String TYPE = "type";
  static final String DIMENSION = "dimension";
  static final String MAX_LENGTH = "max-length";
  static final String MAX_CAPACITY = "max-capacity";
  static final String INDEX = "index";
  static final String METRIC = "metric";
  static final String INDEX_PARAMS = "index-params";

  /** All of them, with what they are. */
  static final Map<String, String> DESCRIPTIONS = descriptions();

  private static final int MAX_LENGTH_BYTES = 65_535;
  private static final int MAX_UTF8_BYTES = 4;
  private static final int MAX_ARRAY_CAPACITY = 4_096;

  FieldOptions {
    values = Map.copyOf(values);
    for (String key : values.keySet()) {
      if (!DESCRIPTIONS.containsKey(key)) {
        throw new CinclusException(
            ErrorCode.BAD_SCHEMA,
            "'%s' is not known: there are %s".formatted(key(field, key), DESCRIPTIONS.keySet()));
      }
    }
  }

  private static Map<String, String> descriptions() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        TYPE,
        "Where a column's type stands for several: JSON or GEOMETRY of STRING; FLOAT16_VECTOR,"
            + " BFLOAT16_VECTOR or INT8_VECTOR of ARRAY<FLOAT>; ARRAY of ARRAY<FLOAT> without a"
            + " dimension.");
    all.put(DIMENSION, "Components of a vector, bits of a binary one.");
    all.put(
        MAX_LENGTH,
        "Bytes of UTF-8 of a text, or of each text of an array. Default: 65535, or 4 n of VARCHAR(n).");
    all.put(MAX_CAPACITY, "Elements of an array. Default: 4096.");
    all.put(INDEX, "The type of the index. Default: AUTOINDEX of a vector, none of another field.");
    all.put(
        METRIC,
        "Of a vector's index. Default: COSINE; of a binary one HAMMING, of a sparse one IP.");
    all.put(INDEX_PARAMS, "Of the index, as 'M:16,efConstruction:200'.");
    return all;
  }

  /** What the options of a table say of a field. */
  static FieldOptions of(String field, Map<String, String> options) {
    String prefix = CinclusOptions.FIELDS_PREFIX + field + ".";
    Map<String, String> values = new LinkedHashMap<>();
    options.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            values.put(key.substring(prefix.length()), value);
          }
        });
    return new FieldOptions(field, values);
  }

  private static String key(String field, String option) {
    return CinclusOptions.FIELDS_PREFIX + field + "." + option;
  }

  /** The options that say what a column of SQL does not say of a field. */
  static Map<String, String> describe(FieldSchema field) {
    Map<String, String> options = new LinkedHashMap<>();
    switch (field.type()) {
      case JSON, GEOMETRY, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
          options.put(key(field.name(), TYPE), field.type().name());
      case ARRAY -> {
        options.put(key(field.name(), MAX_CAPACITY), String.valueOf(field.limits().maxCapacity()));
        if (field.elementType() == DataType.FLOAT) {
          options.put(key(field.name(), TYPE), DataType.ARRAY.name());
        }
      }
      default -> {}
    }
    if (field.limits().dimension() > 0) {
      options.put(key(field.name(), DIMENSION), String.valueOf(field.limits().dimension()));
    }
    if (field.limits().maxLengthBytes() > 0) {
      options.put(key(field.name(), MAX_LENGTH), String.valueOf(field.limits().maxLengthBytes()));
    }
    return options;
  }

  /** The field of a column. */
  FieldSchema schema(LogicalType column, boolean isKey) {
    DataType type = type(column);
    FieldSchema made = FieldSchema.of(field, type, limits(type, column));
    if (!FieldTypes.fits(column, made)) {
      throw bad("the column is %s, which is no %s".formatted(column, type));
    }
    return isKey
        ? made.asPrimaryKey()
        : column.isNullable() && !type.isVector() ? made.asNullable() : made;
  }

  private DataType type(LogicalType column) {
    String named = values.get(TYPE);
    if (named != null) {
      try {
        return DataType.valueOf(named.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new CinclusException(
            ErrorCode.BAD_SCHEMA,
            "'%s' is '%s': the types are %s"
                .formatted(key(field, TYPE), named, List.of(DataType.values())),
            e);
      }
    }
    return switch (column.getTypeRoot()) {
      case ARRAY ->
          ((ArrayType) column).getElementType().is(LogicalTypeRoot.FLOAT)
              ? DataType.FLOAT_VECTOR
              : DataType.ARRAY;
      case VARBINARY, BINARY -> DataType.BINARY_VECTOR;
      case MAP -> DataType.SPARSE_FLOAT_VECTOR;
      default -> scalar(column);
    };
  }

  private DataType scalar(LogicalType column) {
    return switch (column.getTypeRoot()) {
      case BOOLEAN -> DataType.BOOL;
      case TINYINT -> DataType.INT8;
      case SMALLINT -> DataType.INT16;
      case INTEGER -> DataType.INT32;
      case BIGINT -> DataType.INT64;
      case FLOAT -> DataType.FLOAT;
      case DOUBLE -> DataType.DOUBLE;
      case VARCHAR, CHAR -> DataType.VARCHAR;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> DataType.TIMESTAMPTZ;
      default ->
          throw bad(
              "a column of type %s has no counterpart: use BOOLEAN, TINYINT to BIGINT, FLOAT, DOUBLE, STRING, TIMESTAMP_LTZ(6), an ARRAY of those, or ARRAY<FLOAT>, BYTES and MAP<BIGINT, FLOAT> of vectors"
                  .formatted(column));
    };
  }

  private Limits limits(DataType type, LogicalType column) {
    if (type == DataType.ARRAY) {
      LogicalType elementType = ((ArrayType) column).getElementType();
      DataType element = scalar(elementType);
      return Limits.array(
          element,
          number(MAX_CAPACITY).orElse(MAX_ARRAY_CAPACITY),
          element == DataType.VARCHAR ? maxLength(elementType) : 0);
    }
    if (type.isFixedVector()) {
      return Limits.dimension(
          number(DIMENSION)
              .orElseThrow(
                  () ->
                      bad(
                          "a vector needs a dimension: set '%s'"
                              .formatted(key(field, DIMENSION)))));
    }
    return type == DataType.VARCHAR ? Limits.maxLength(maxLength(column)) : Limits.NONE;
  }

  private int maxLength(LogicalType column) {
    int chars = column instanceof VarCharType text ? text.getLength() : MAX_LENGTH_BYTES;
    return number(MAX_LENGTH)
        .orElse((int) Math.min((long) chars * MAX_UTF8_BYTES, MAX_LENGTH_BYTES));
  }

  private Optional<Integer> number(String option) {
    String value = values.get(option);
    try {
      return Optional.ofNullable(value).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA,
          "'%s' is '%s', which is no number".formatted(key(field, option), value),
          e);
    }
  }

  /** The type of the index; empty: the one that suits. */
  String index() {
    return values.getOrDefault(INDEX, "");
  }

  /** Whether the field is to have an index. */
  boolean isIndexed(FieldSchema schema) {
    return schema.type().isVector() || values.containsKey(INDEX);
  }

  String metric() {
    return values.getOrDefault(METRIC, "");
  }

  Map<String, String> indexParams() {
    Map<String, String> params = new LinkedHashMap<>();
    for (String pair : values.getOrDefault(INDEX_PARAMS, "").split(",", -1)) {
      if (!pair.isBlank()) {
        String[] parts = pair.split(":", 2);
        if (parts.length < 2) {
          throw bad("'%s' has '%s': write NAME:VALUE".formatted(key(field, INDEX_PARAMS), pair));
        }
        params.put(parts[0].strip(), parts[1].strip());
      }
    }
    return params;
  }

  /** Refuses options of fields that are not there. */
  static void checkNames(Set<String> options, Set<String> columns) {
    for (String option : options) {
      if (option.startsWith(CinclusOptions.FIELDS_PREFIX)) {
        String rest = option.substring(CinclusOptions.FIELDS_PREFIX.length());
        int dot = rest.lastIndexOf('.');
        if (dot < 0 || !columns.contains(rest.substring(0, dot))) {
          throw new CinclusException(
              ErrorCode.BAD_SCHEMA,
              "'%s' is of no column: the columns are %s".formatted(option, columns));
        }
      }
    }
  }

  private CinclusException bad(String what) {
    return new CinclusException(ErrorCode.BAD_SCHEMA, "field '%s': %s".formatted(field, what));
  }
}
