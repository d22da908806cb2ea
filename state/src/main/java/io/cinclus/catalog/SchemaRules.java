package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.Utf8;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which schemas a collection may have. Pure.
 *
 * <p>The edge may check with these before it appends a command; the fold checks again, so that no
 * other schema gets into the catalog.
 */
public final class SchemaRules {
  /** The field that keeps what the schema does not name; a row without such things has "{}". */
  public static final FieldSchema DYNAMIC_FIELD =
      new FieldSchema(
          0,
          FieldSchema.DYNAMIC_FIELD,
          "",
          DataType.JSON,
          FieldSchema.Role.DYNAMIC,
          false,
          "{}",
          FieldSchema.Limits.NONE);

  private static final int FIRST_FIELD_ID = 100;

  private SchemaRules() {}

  /** The schema with {@link #DYNAMIC_FIELD} behind its fields. */
  public static CollectionSchema withDynamicField(CollectionSchema schema) {
    List<FieldSchema> fields = new ArrayList<>(schema.fields());
    fields.add(DYNAMIC_FIELD);
    return schema.withFields(fields);
  }

  /** The schema with its fields numbered from 100 on, in their order. */
  public static CollectionSchema withFieldIds(CollectionSchema schema) {
    List<FieldSchema> fields = new ArrayList<>(schema.fields().size());
    for (FieldSchema field : schema.fields()) {
      fields.add(field.withId(FIRST_FIELD_ID + fields.size()).withAddedAt(0));
    }
    return schema.withFields(fields);
  }

  /**
   * The schema with a field more, which has the next id and an age; {@link ErrorCode#BAD_SCHEMA}
   * where rows cannot be without a value of it, or where it is one of vectors.
   *
   * @param position of the catalog at which it is added, above 0
   */
  static CollectionSchema withAdded(CollectionSchema schema, FieldSchema field, long position) {
    if (field.isPrimaryKey() || field.isPartitionKey() || field.type().isVector()) {
      throw bad(
          field,
          "cannot be added to a collection that is there",
          "add one that is neither a key nor of vectors, or create a new collection");
    }
    boolean mayLack = field.nullable() || field.defaultValue() != null;
    if (!mayLack) {
      throw bad(
          field,
          "has no value in the rows that are there",
          "make it nullable, or give it a default value");
    }
    return check(schema.withField(field.withId(nextId(schema)).withAddedAt(position)));
  }

  /** The schema with {@link #DYNAMIC_FIELD}, which is as old as the position says. */
  static CollectionSchema withAddedDynamic(CollectionSchema schema, long position) {
    return schema.withField(DYNAMIC_FIELD.withId(nextId(schema)).withAddedAt(position));
  }

  private static int nextId(CollectionSchema schema) {
    return schema.fields().stream().mapToInt(FieldSchema::id).max().orElseThrow() + 1;
  }

  /**
   * Returns {@code schema} if a collection may have it; {@link ErrorCode#BAD_SCHEMA} or {@link
   * ErrorCode#LIMIT_EXCEEDED}, naming the field, if not. Ids mean nothing here.
   */
  public static CollectionSchema check(CollectionSchema schema) {
    checkDescription("the schema", schema.description());
    List<FieldSchema> declared = new ArrayList<>(schema.fields());
    if (!declared.isEmpty() && declared.get(declared.size() - 1).isDynamic()) {
      checkDynamic(declared.remove(declared.size() - 1));
    }
    requireCount("fields", declared.size(), CatalogLimits.MAX_FIELDS);
    requireCount("vector fields", schema.vectorFields().size(), CatalogLimits.MAX_VECTOR_FIELDS);
    Set<String> names = new HashSet<>();
    for (FieldSchema field : declared) {
      checkName(field);
      checkDescription("field " + Names.quote(field.name()), field.description());
      if (!names.add(field.name())) {
        throw bad(field, "is there twice", "give each field a name of its own");
      }
      checkType(field);
      checkDefault(field);
    }
    checkPrimaryKey(declared);
    checkPartitionKey(declared);
    FunctionRules.check(schema);
    return schema;
  }

  private static void checkDynamic(FieldSchema field) {
    if (!field.equals(DYNAMIC_FIELD.withId(field.id()).withAddedAt(field.addedAt()))) {
      throw bad(field, "is reserved for the dynamic field", "use another name");
    }
  }

  private static void requireCount(String what, int count, int maxCount) {
    if (count < 1) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA, "the schema has no %s: add one at least".formatted(what));
    }
    if (count > maxCount) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "the schema has %d %s: use at most %d".formatted(count, what, maxCount));
    }
  }

  private static void checkDescription(String what, String description) {
    if (description.length() > CatalogLimits.MAX_DESCRIPTION_LENGTH) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "%s has a description of %d characters: use at most %d"
              .formatted(what, description.length(), CatalogLimits.MAX_DESCRIPTION_LENGTH));
    }
  }

  private static void checkName(FieldSchema field) {
    if (field.isDynamic() || field.name().equals(FieldSchema.DYNAMIC_FIELD)) {
      throw bad(
          field, "is reserved for the dynamic field", "use another name or dynamic_field = true");
    }
    Names.check(ErrorCode.BAD_SCHEMA, "field", field.name());
  }

  private static void checkPrimaryKey(List<FieldSchema> fields) {
    List<FieldSchema> keys = fields.stream().filter(FieldSchema::isPrimaryKey).toList();
    if (keys.size() != 1) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA,
          "the schema has %d primary keys: declare exactly one field as primary key"
              .formatted(keys.size()));
    }
    FieldSchema key = keys.get(0);
    if (key.type() != DataType.INT64 && key.type() != DataType.VARCHAR) {
      throw bad(key, "is a primary key of type " + key.type(), "use INT64 or VARCHAR");
    }
    if (key.nullable() || key.defaultValue() != null) {
      throw bad(key, "is a primary key that is nullable or has a default", "remove that");
    }
  }

  private static void checkPartitionKey(List<FieldSchema> fields) {
    List<FieldSchema> keys = fields.stream().filter(FieldSchema::isPartitionKey).toList();
    if (keys.isEmpty()) {
      return;
    }
    FieldSchema key = keys.get(0);
    if (keys.size() > 1) {
      throw bad(key, "is one of several partition keys", "declare one at most");
    }
    if (key.type() != DataType.INT64 && key.type() != DataType.VARCHAR) {
      throw bad(key, "is a partition key of type " + key.type(), "use INT64 or VARCHAR");
    }
    if (key.nullable() || key.defaultValue() != null) {
      throw bad(key, "is a partition key that is nullable or has a default", "remove that");
    }
  }

  private static void checkType(FieldSchema field) {
    FieldSchema.Limits limits = field.limits();
    if (field.analysis() != null && field.type() != DataType.VARCHAR) {
      throw bad(
          field, "of type %s has an analyzer".formatted(field.type()), "only VARCHAR has one");
    }
    switch (field.type()) {
      case BOOL, INT8, INT16, INT32, INT64, FLOAT, DOUBLE, JSON, GEOMETRY, TIMESTAMPTZ -> {}
      case VARCHAR -> {
        checkMaxLength(field);
        checkAnalysis(field);
      }
      case ARRAY -> checkArray(field);
      case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
          requireLimit(field, "dimension", limits.dimension(), CatalogLimits.MAX_DIMENSION);
      case BINARY_VECTOR -> {
        requireLimit(field, "dimension", limits.dimension(), CatalogLimits.MAX_BINARY_DIMENSION);
        if (limits.dimension() % Byte.SIZE != 0) {
          throw bad(field, "has dimension " + limits.dimension(), "choose a multiple of 8");
        }
      }
      case SPARSE_FLOAT_VECTOR -> {
        if (limits.dimension() != 0) {
          throw bad(
              field,
              "of sparse vectors has dimension " + limits.dimension(),
              "leave it out, since sparse vectors have none");
        }
      }
    }
  }

  private static void checkAnalysis(FieldSchema field) {
    FieldSchema.Analysis analysis = field.analysis();
    if (analysis != null && analysis.params().length() > CatalogLimits.MAX_ANALYZER_LENGTH) {
      throw bad(
          field,
          "has an analyzer of %d characters".formatted(analysis.params().length()),
          "use at most " + CatalogLimits.MAX_ANALYZER_LENGTH);
    }
  }

  private static void checkArray(FieldSchema field) {
    DataType element = field.limits().elementType();
    if (element == null || !element.canBeElement()) {
      throw bad(
          field, "is an array of " + element, "use elements of BOOL, a number type or VARCHAR");
    }
    if (element == DataType.VARCHAR) {
      checkMaxLength(field);
    }
    int capacity = field.limits().maxCapacity();
    requireLimit(field, "max_capacity", capacity, CatalogLimits.MAX_ARRAY_CAPACITY);
  }

  private static void checkMaxLength(FieldSchema field) {
    int maxLength = field.limits().maxLengthBytes();
    requireLimit(field, "max_length", maxLength, CatalogLimits.MAX_VARCHAR_BYTES);
  }

  private static void requireLimit(FieldSchema field, String what, int value, int maxValue) {
    if (value < 1 || value > maxValue) {
      throw bad(field, "has %s %d".formatted(what, value), "choose 1 to " + maxValue);
    }
  }

  private static void checkDefault(FieldSchema field) {
    Object value = field.defaultValue();
    if (value == null) {
      return;
    }
    DataType type = field.type();
    boolean fits =
        switch (type) {
          case BOOL -> value instanceof Boolean;
          case INT8, INT16, INT32, INT64, TIMESTAMPTZ ->
              value instanceof Long number
                  && number >= type.minValue()
                  && number <= type.maxValue();
          case FLOAT -> value instanceof Double number && Float.isFinite(number.floatValue());
          case DOUBLE -> value instanceof Double number && Double.isFinite(number);
          case VARCHAR -> value instanceof String text && fitsInto(text, field);
          default -> false;
        };
    if (!fits) {
      throw bad(
          field,
          "of type %s has a default that it cannot hold".formatted(type),
          "give one of its type and size, or none where it is an ARRAY, JSON, GEOMETRY or a vector");
    }
  }

  private static boolean fitsInto(String text, FieldSchema field) {
    int lengthBytes = Utf8.lengthBytes(text);
    return lengthBytes != Utf8.MALFORMED && lengthBytes <= field.limits().maxLengthBytes();
  }

  private static CinclusException bad(FieldSchema field, String what, String remedy) {
    return new CinclusException(
        ErrorCode.BAD_SCHEMA, "field %s %s: %s".formatted(Names.quote(field.name()), what, remedy));
  }
}
