package io.cinclus.segment;

import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a file of rows looks like to any Arrow reader: columns are named as the fields and carry the
 * field's id and type as metadata, in one entry, as {@link ArrowFile#ABOUT} says. Vectors are lists
 * of a fixed size, of float32, float16 or int8; those of bfloat16, which Arrow lacks, and of bits
 * are binaries of a fixed size; sparse ones are lists of structs of an index and a value.
 * Geometries are binaries (WKB), points in time timestamps of microseconds in UTC. Stateless.
 */
final class ArrowSchemas {
  /** The column of positions; no field can have this name. */
  static final String POSITION = "$position";

  /** A column's metadata: {@code 101 JSON}. */
  static final String FIELD = "cinclus.field";

  /** The components of a sparse vector. */
  static final String INDEX = "index";

  static final String VALUE = "value";

  private static final String ELEMENT = "item";
  private static final ArrowType HALF = new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);
  private static final ArrowType INT64 = new ArrowType.Int(64, true);

  private ArrowSchemas() {}

  /** The fields, then {@link #POSITION}. */
  static Schema of(List<FieldSchema> fields, Map<String, String> metadata) {
    List<Field> columns = new ArrayList<>(fields.size() + 1);
    for (FieldSchema field : fields) {
      Map<String, String> about = Map.of(FIELD, field.id() + " " + field.type().name());
      boolean nullable = field.nullable() || field.isDynamic();
      FieldType type = new FieldType(nullable, arrowType(field), null, about);
      columns.add(new Field(field.name(), type, children(field)));
    }
    columns.add(required(POSITION, INT64));
    return new Schema(columns, metadata);
  }

  private static Field required(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static List<Field> children(FieldSchema field) {
    return switch (field.type()) {
      case ARRAY -> List.of(required(ELEMENT, scalarType(field.elementType())));
      case FLOAT_VECTOR -> List.of(required(ELEMENT, scalarType(DataType.FLOAT)));
      case FLOAT16_VECTOR -> List.of(required(ELEMENT, HALF));
      case INT8_VECTOR -> List.of(required(ELEMENT, scalarType(DataType.INT8)));
      case SPARSE_FLOAT_VECTOR ->
          List.of(
              new Field(
                  ELEMENT,
                  FieldType.notNullable(new ArrowType.Struct()),
                  List.of(
                      required(INDEX, new ArrowType.Int(32, false)),
                      required(VALUE, scalarType(DataType.FLOAT)))));
      default -> List.of();
    };
  }

  private static ArrowType arrowType(FieldSchema field) {
    int dimension = field.limits().dimension();
    return switch (field.type()) {
      case ARRAY, SPARSE_FLOAT_VECTOR -> new ArrowType.List();
      case FLOAT_VECTOR, FLOAT16_VECTOR, INT8_VECTOR -> new ArrowType.FixedSizeList(dimension);
      case BFLOAT16_VECTOR, BINARY_VECTOR ->
          new ArrowType.FixedSizeBinary(field.type().vectorBytes(dimension));
      default -> scalarType(field.type());
    };
  }

  private static ArrowType scalarType(DataType type) {
    return switch (type) {
      case BOOL -> new ArrowType.Bool();
      case INT8 -> new ArrowType.Int(8, true);
      case INT16 -> new ArrowType.Int(16, true);
      case INT32 -> new ArrowType.Int(32, true);
      case INT64 -> INT64;
      case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case VARCHAR, JSON -> new ArrowType.Utf8();
      case GEOMETRY -> new ArrowType.Binary();
      case TIMESTAMPTZ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
      default ->
          throw new IllegalArgumentException(type + " values cannot be elements of an array");
    };
  }
}
