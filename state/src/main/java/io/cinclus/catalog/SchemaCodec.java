package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FieldSchema.Role;
import io.cinclus.model.FunctionSchema;
import io.cinclus.v1.Analysis;
import io.cinclus.v1.FunctionType;
import io.cinclus.v1.SchemaFunction;
import io.cinclus.v1.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Schemas as messages: what is encoded decodes to an equal schema. Stateless.
 *
 * <p>The message lists the dynamic field too, so that its id is kept; where it says {@code
 * dynamic_field} but does not list it, as in a command, the field is added behind the others. Does
 * not check what {@link SchemaRules} checks.
 */
public final class SchemaCodec {
  private SchemaCodec() {}

  public static io.cinclus.v1.CollectionSchema encode(CollectionSchema schema) {
    io.cinclus.v1.CollectionSchema.Builder message =
        io.cinclus.v1.CollectionSchema.newBuilder()
            .setDescription(schema.description())
            .setDynamicField(schema.dynamicField().isPresent());
    for (FieldSchema field : schema.fields()) {
      message.addFields(encode(field));
    }
    for (FunctionSchema function : schema.functions()) {
      message.addFunctions(encode(function));
    }
    return message.build();
  }

  /** {@link ErrorCode#BAD_SCHEMA} where a type or a default is not one that this release knows. */
  public static CollectionSchema decode(io.cinclus.v1.CollectionSchema message) {
    List<FieldSchema> fields = new ArrayList<>(message.getFieldsCount());
    for (io.cinclus.v1.FieldSchema field : message.getFieldsList()) {
      fields.add(decode(field, message.getDynamicField()));
    }
    CollectionSchema schema =
        new CollectionSchema(
            message.getDescription(),
            fields,
            message.getFunctionsList().stream().map(SchemaCodec::decode).toList());
    return message.getDynamicField() && schema.dynamicField().isEmpty()
        ? SchemaRules.withDynamicField(schema)
        : schema;
  }

  private static SchemaFunction encode(FunctionSchema function) {
    return SchemaFunction.newBuilder()
        .setName(function.name())
        .setDescription(function.description())
        .setType(
            switch (function.type()) {
              case BM25 -> FunctionType.BM25;
            })
        .setInputField(function.input())
        .setOutputField(function.output())
        .build();
  }

  private static FunctionSchema decode(SchemaFunction message) {
    if (message.getType() != FunctionType.BM25) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA,
          "function %s has a type of unknown number %d: use one that this release knows"
              .formatted(Names.quote(message.getName()), message.getTypeValue()));
    }
    return new FunctionSchema(
        message.getName(),
        message.getDescription(),
        FunctionSchema.Type.BM25,
        message.getInputField(),
        message.getOutputField());
  }

  /** A field alone. */
  public static io.cinclus.v1.FieldSchema encode(FieldSchema field) {
    Limits limits = field.limits();
    io.cinclus.v1.FieldSchema.Builder message =
        io.cinclus.v1.FieldSchema.newBuilder()
            .setId(field.id())
            .setName(field.name())
            .setDescription(field.description())
            .setTypeValue(field.type().number())
            .setPrimaryKey(field.isPrimaryKey())
            .setAutoId(field.isAutoId())
            .setNullable(field.nullable())
            .setDimension(limits.dimension())
            .setMaxLength(limits.maxLengthBytes())
            .setMaxCapacity(limits.maxCapacity())
            .setAddedAt(field.addedAt())
            .setPartitionKey(field.isPartitionKey());
    DataType element = limits.elementType();
    if (element != null) {
      message.setElementTypeValue(element.number());
    }
    FieldSchema.Analysis analysis = field.analysis();
    if (analysis != null) {
      message.setAnalysis(
          Analysis.newBuilder().setMatch(analysis.match()).setParams(analysis.params()));
    }
    Object defaultValue = field.defaultValue();
    if (defaultValue != null) {
      message.setDefaultValue(encodeValue(defaultValue));
    }
    return message.build();
  }

  /** A field alone, which is not the dynamic one; {@link ErrorCode#BAD_SCHEMA}. */
  static FieldSchema decode(io.cinclus.v1.FieldSchema message) {
    return decode(message, false);
  }

  private static FieldSchema decode(io.cinclus.v1.FieldSchema message, boolean dynamicField) {
    DataType type = type(message, message.getTypeValue());
    DataType element =
        message.getElementTypeValue() == 0 ? null : type(message, message.getElementTypeValue());
    return new FieldSchema(
        message.getId(),
        message.getName(),
        message.getDescription(),
        type,
        role(message, dynamicField),
        message.getNullable(),
        message.hasDefaultValue() ? decodeValue(message) : null,
        new Limits(
            message.getDimension(), message.getMaxLength(), element, message.getMaxCapacity()),
        message.hasAnalysis()
            ? new FieldSchema.Analysis(
                message.getAnalysis().getMatch(), message.getAnalysis().getParams())
            : null,
        message.getAddedAt());
  }

  private static Role role(io.cinclus.v1.FieldSchema message, boolean dynamicField) {
    if (message.getPrimaryKey()) {
      return message.getAutoId() ? Role.AUTO_ID : Role.PRIMARY_KEY;
    }
    if (message.getAutoId()) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA,
          "field %s has auto_id but is no primary key: only primary keys are made"
              .formatted(Names.quote(message.getName())));
    }
    if (message.getPartitionKey()) {
      return Role.PARTITION_KEY;
    }
    boolean dynamic = dynamicField && message.getName().equals(FieldSchema.DYNAMIC_FIELD);
    return dynamic ? Role.DYNAMIC : Role.DATA;
  }

  private static DataType type(io.cinclus.v1.FieldSchema message, int number) {
    try {
      return DataType.ofNumber(number);
    } catch (IllegalArgumentException unknown) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA,
          "field %s has a type of unknown number %d: use one that this release knows"
              .formatted(Names.quote(message.getName()), number),
          unknown);
    }
  }

  private static Value encodeValue(Object value) {
    if (value instanceof Boolean bool) {
      return Value.newBuilder().setBoolValue(bool).build();
    } else if (value instanceof Long number) {
      return Value.newBuilder().setInt64Value(number).build();
    } else if (value instanceof Double number) {
      return Value.newBuilder().setDoubleValue(number).build();
    } else if (value instanceof String text) {
      return Value.newBuilder().setStringValue(text).build();
    }
    throw new IllegalArgumentException("a default cannot be a " + value.getClass().getName());
  }

  private static @Nullable Object decodeValue(io.cinclus.v1.FieldSchema message) {
    Value value = message.getDefaultValue();
    return switch (value.getKindCase()) {
      case BOOL_VALUE -> value.getBoolValue();
      case INT64_VALUE -> value.getInt64Value();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case STRING_VALUE -> value.getStringValue();
      case KIND_NOT_SET ->
          throw new CinclusException(
              ErrorCode.BAD_SCHEMA,
              "field %s has a default of unknown kind: use one that this release knows"
                  .formatted(Names.quote(message.getName())));
    };
  }
}
