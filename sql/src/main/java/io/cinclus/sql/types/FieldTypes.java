package io.cinclus.sql.types;

import io.cinclus.model.FieldSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;

/** Which type a field has in SQL. Stateless. */
public final class FieldTypes {
  private static final int MICROS = 6;

  private FieldTypes() {}

  /** The type of a field; a primary key is not null. */
  public static DataType of(FieldSchema field) {
    DataType type =
        switch (field.type()) {
          case ARRAY -> DataTypes.ARRAY(scalar(field.elementType()));
          case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
              DataTypes.ARRAY(DataTypes.FLOAT());
          case BINARY_VECTOR -> DataTypes.BYTES();
          case SPARSE_FLOAT_VECTOR -> DataTypes.MAP(DataTypes.BIGINT(), DataTypes.FLOAT());
          default -> scalar(field.type());
        };
    return field.isPrimaryKey() ? type.notNull() : type.nullable();
  }

  private static DataType scalar(io.cinclus.model.DataType type) {
    return switch (type) {
      case BOOL -> DataTypes.BOOLEAN();
      case INT8 -> DataTypes.TINYINT();
      case INT16 -> DataTypes.SMALLINT();
      case INT32 -> DataTypes.INT();
      case INT64 -> DataTypes.BIGINT();
      case FLOAT -> DataTypes.FLOAT();
      case DOUBLE -> DataTypes.DOUBLE();
      case VARCHAR, JSON, GEOMETRY -> DataTypes.STRING();
      case TIMESTAMPTZ -> DataTypes.TIMESTAMP_LTZ(MICROS);
      default -> throw new IllegalArgumentException(type + " is no scalar type");
    };
  }

  /** Whether a column may be declared so for a field: nulls and lengths of texts aside. */
  public static boolean fits(LogicalType declared, FieldSchema field) {
    return same(declared, of(field).getLogicalType());
  }

  private static boolean same(LogicalType declared, LogicalType wanted) {
    if (wanted instanceof ArrayType array) {
      return declared instanceof ArrayType other
          && same(other.getElementType(), array.getElementType());
    }
    if (wanted instanceof MapType map) {
      return declared instanceof MapType other
          && same(other.getKeyType(), map.getKeyType())
          && same(other.getValueType(), map.getValueType());
    }
    if (wanted.is(LogicalTypeFamily.CHARACTER_STRING)) {
      return declared.is(LogicalTypeFamily.CHARACTER_STRING);
    }
    if (wanted.is(LogicalTypeFamily.BINARY_STRING)) {
      return declared.is(LogicalTypeFamily.BINARY_STRING);
    }
    return declared.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
        ? declared.copy(true).equals(wanted.copy(true))
        : declared.getTypeRoot() == wanted.getTypeRoot();
  }
}
