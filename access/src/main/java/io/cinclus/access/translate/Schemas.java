package io.cinclus.access.translate;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.ValueField;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Analysis;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.value.Timestamps;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Milvus' schemas and ours. A schema that was translated and comes back says the same, save for
 * what is a hint only (mmap, clustering key). Stateless.
 */
public final class Schemas {
  private static final String DIMENSION = "dim";
  private static final String MAX_LENGTH = "max_length";
  private static final String MAX_CAPACITY = "max_capacity";

  private Schemas() {}

  /**
   * The schema without field ids. {@link ErrorCode#BAD_SCHEMA} for what is not built yet; whether
   * the fields make sense together is for {@link SchemaRules}.
   *
   * @param zone of default times that name none
   */
  public static CollectionSchema fromMilvus(
      io.cinclus.milvus.grpc.CollectionSchema message, ZoneId zone) {
    if (message.getStructArrayFieldsCount() > 0) {
      throw bad("arrays of structs are not built yet: leave them out");
    }
    List<FieldSchema> fields = new ArrayList<>();
    for (io.cinclus.milvus.grpc.FieldSchema field : message.getFieldsList()) {
      if (!field.getIsDynamic()) {
        fields.add(fromMilvus(field, isAutoId(message), zone));
      }
    }
    CollectionSchema schema =
        new CollectionSchema(
            message.getDescription(),
            fields,
            SchemaFunctions.fromMilvus(message.getFunctionsList()));
    return message.getEnableDynamicField() ? SchemaRules.withDynamicField(schema) : schema;
  }

  @SuppressWarnings("deprecation") // Some clients still say it here only.
  private static boolean isAutoId(io.cinclus.milvus.grpc.CollectionSchema message) {
    return message.getAutoID();
  }

  /**
   * A field alone, as it is added to a collection.
   *
   * @param zone of a default time that names none
   */
  public static FieldSchema fromMilvus(io.cinclus.milvus.grpc.FieldSchema field, ZoneId zone) {
    return fromMilvus(field, false, zone);
  }

  private static FieldSchema fromMilvus(
      io.cinclus.milvus.grpc.FieldSchema message, boolean autoIdOfSchema, ZoneId zone) {
    String name = message.getName();
    DataType type = type(name, message.getDataTypeValue());
    FieldSchema field =
        FieldSchema.of(name, type, limits(message, type)).withDescription(message.getDescription());
    if (message.getIsPrimaryKey()) {
      field = message.getAutoID() || autoIdOfSchema ? field.asAutoId() : field.asPrimaryKey();
    } else if (message.getAutoID()) {
      throw bad("field '%s' has autoID but is no primary key: remove that".formatted(name));
    }
    if (message.getIsPartitionKey()) {
      if (field.isPrimaryKey()) {
        throw bad("field '%s' is a primary and a partition key: choose one".formatted(name));
      }
      field = field.asPartitionKey();
    }
    if (message.getNullable()) {
      field = field.asNullable();
    }
    Analysis analysis = SchemaFunctions.analysis(message);
    field = analysis == null ? field : field.withAnalysis(analysis);
    Object value = message.hasDefaultValue() ? value(name, message.getDefaultValue()) : null;
    if (type == DataType.TIMESTAMPTZ && value instanceof String text) {
      value = micros(name, text, zone);
    }
    return value == null ? field : field.withDefault(value);
  }

  private static Limits limits(io.cinclus.milvus.grpc.FieldSchema message, DataType type) {
    Map<String, String> params = KeyValues.of(message.getTypeParamsList());
    int maxLength = KeyValues.integer(params, MAX_LENGTH, 0);
    if (type == DataType.ARRAY) {
      DataType element = type(message.getName(), message.getElementTypeValue());
      return Limits.array(
          element,
          KeyValues.integer(params, MAX_CAPACITY, 0),
          element == DataType.VARCHAR ? maxLength : 0);
    }
    if (type == DataType.VARCHAR) {
      return Limits.maxLength(maxLength);
    }
    return type.isVector()
        ? Limits.dimension(KeyValues.integer(params, DIMENSION, 0))
        : Limits.NONE;
  }

  private static DataType type(String field, int number) {
    try {
      return DataType.ofNumber(number);
    } catch (IllegalArgumentException e) {
      io.cinclus.milvus.grpc.DataType type = io.cinclus.milvus.grpc.DataType.forNumber(number);
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA,
          "field '%s' is of type %s, which is not built yet: use one of %s"
              .formatted(field, type == null ? number : type, List.of(DataType.values())),
          e);
    }
  }

  private static @Nullable Object value(String field, ValueField value) {
    return switch (value.getDataCase()) {
      case BOOL_DATA -> value.getBoolData();
      case INT_DATA -> (long) value.getIntData();
      case LONG_DATA -> value.getLongData();
      case FLOAT_DATA -> (double) value.getFloatData();
      case DOUBLE_DATA -> value.getDoubleData();
      case STRING_DATA -> value.getStringData();
      case TIMESTAMPTZ_DATA -> value.getTimestamptzData();
      case DATA_NOT_SET -> null;
      default ->
          throw bad(
              "field '%s' has a default of kind %s: give a boolean, a number or a text"
                  .formatted(field, value.getDataCase()));
    };
  }

  private static long micros(String field, String text, ZoneId zone) {
    try {
      return Timestamps.parse(text, zone);
    } catch (IllegalArgumentException e) {
      throw bad("field '%s' has a wrong default: %s".formatted(field, e.getMessage()));
    }
  }

  /**
   * The schema as a client sees it: without the dynamic field, of which it only says that it is.
   *
   * @param zone of default times
   */
  public static io.cinclus.milvus.grpc.CollectionSchema toMilvus(
      String collection, String database, CollectionSchema schema, ZoneId zone) {
    io.cinclus.milvus.grpc.CollectionSchema.Builder message =
        io.cinclus.milvus.grpc.CollectionSchema.newBuilder()
            .setName(collection)
            .setDbName(database)
            .setDescription(schema.description())
            .setEnableDynamicField(schema.dynamicField().isPresent());
    for (FieldSchema field : schema.fields()) {
      if (!field.isDynamic()) {
        message.addFields(
            toMilvus(field, zone).setIsFunctionOutput(schema.functionOf(field).isPresent()));
      }
    }
    schema
        .functions()
        .forEach(function -> message.addFunctions(SchemaFunctions.toMilvus(function, schema)));
    return withAutoId(message, schema.primaryKey().isAutoId()).build();
  }

  @SuppressWarnings("deprecation") // Some clients still look for it here.
  private static io.cinclus.milvus.grpc.CollectionSchema.Builder withAutoId(
      io.cinclus.milvus.grpc.CollectionSchema.Builder message, boolean autoId) {
    return message.setAutoID(autoId);
  }

  private static io.cinclus.milvus.grpc.FieldSchema.Builder toMilvus(
      FieldSchema field, ZoneId zone) {
    io.cinclus.milvus.grpc.FieldSchema.Builder message =
        io.cinclus.milvus.grpc.FieldSchema.newBuilder()
            .setFieldID(field.id())
            .setName(field.name())
            .setDescription(field.description())
            .setDataTypeValue(field.type().number())
            .setIsPrimaryKey(field.isPrimaryKey())
            .setIsPartitionKey(field.isPartitionKey())
            .setAutoID(field.isAutoId())
            .setNullable(field.nullable());
    Limits limits = field.limits();
    addParam(message, DIMENSION, limits.dimension());
    addParam(message, MAX_LENGTH, limits.maxLengthBytes());
    addParam(message, MAX_CAPACITY, limits.maxCapacity());
    DataType element = limits.elementType();
    if (element != null) {
      message.setElementTypeValue(element.number());
    }
    Object value = field.defaultValue();
    if (value != null) {
      message.setDefaultValue(value(field.type(), value, zone));
    }
    Analysis analysis = field.analysis();
    if (analysis != null) {
      SchemaFunctions.addParams(analysis, message);
    }
    return message;
  }

  private static void addParam(
      io.cinclus.milvus.grpc.FieldSchema.Builder message, String key, int value) {
    if (value > 0) {
      message.addTypeParams(
          KeyValuePair.newBuilder().setKey(key).setValue(Integer.toString(value)).build());
    }
  }

  private static ValueField value(DataType type, Object value, ZoneId zone) {
    ValueField.Builder message = ValueField.newBuilder();
    if (value instanceof Boolean bool) {
      message.setBoolData(bool);
    } else if (value instanceof Long number) {
      if (type == DataType.TIMESTAMPTZ) {
        message.setStringData(Timestamps.format(number, zone));
      } else if (type == DataType.INT64) {
        message.setLongData(number);
      } else {
        message.setIntData(Math.toIntExact(number));
      }
    } else if (value instanceof Double number) {
      if (type == DataType.FLOAT) {
        message.setFloatData(number.floatValue());
      } else {
        message.setDoubleData(number);
      }
    } else {
      message.setStringData(value.toString());
    }
    return message.build();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_SCHEMA, message);
  }
}
