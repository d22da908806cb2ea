package io.cinclus.access.translate;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import java.util.List;

/** A schema with a field of each kind. */
final class Rows {
  static final CollectionSchema SCHEMA =
      SchemaRules.withFieldIds(
          SchemaRules.withDynamicField(
              new CollectionSchema(
                  "",
                  List.of(
                      FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                      FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)),
                      FieldSchema.of("title", DataType.VARCHAR, Limits.maxLength(64)).asNullable(),
                      FieldSchema.of("pages", DataType.INT16, Limits.NONE).withDefault(100L),
                      FieldSchema.of("price", DataType.FLOAT, Limits.NONE),
                      FieldSchema.of("weight", DataType.DOUBLE, Limits.NONE),
                      FieldSchema.of("good", DataType.BOOL, Limits.NONE),
                      FieldSchema.of("info", DataType.JSON, Limits.NONE),
                      FieldSchema.of(
                          "tags", DataType.ARRAY, Limits.array(DataType.INT32, 8, 0))))));

  private Rows() {}

  static FieldSchema field(String name) {
    return SCHEMA.field(name).orElseThrow();
  }
}
