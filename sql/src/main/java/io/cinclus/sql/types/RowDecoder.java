package io.cinclus.sql.types;

import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ColumnValues;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Rows;
import io.cinclus.value.SparseVector;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.jspecify.annotations.Nullable;

/**
 * Makes SQL's rows of those in replies. Immutable; may cross to other JVMs, to those of the same
 * release.
 */
public final class RowDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The schema as {@code cinclus.v1}, which is serializable. */
  private final io.cinclus.v1.CollectionSchema schema;

  private final List<String> columns;
  private transient @Nullable CollectionSchema decoded;

  /**
   * A decoder.
   *
   * @param schema of the collection
   * @param columns the fields that rows have, in this order
   */
  public RowDecoder(CollectionSchema schema, List<String> columns) {
    this.schema = SchemaCodec.encode(schema);
    this.columns = List.copyOf(columns);
  }

  /** The names of the fields that rows have. */
  public List<String> columns() {
    return columns;
  }

  /** The schema that rows are read with. */
  public CollectionSchema schema() {
    CollectionSchema known = decoded;
    if (known == null) {
      known = SchemaCodec.decode(schema);
      decoded = known;
    }
    return known;
  }

  /**
   * The rows of a reply, each with room for further columns behind its own.
   *
   * @param rowCount how many there are; without columns the message does not say it
   * @param further columns, null
   */
  public List<GenericRowData> decode(Rows message, int rowCount, int further) {
    CollectionSchema known = schema();
    RowBatch batch = RowsCodec.decode(message, known);
    List<FieldSchema> fields =
        columns.stream().map(name -> known.field(name).orElseThrow()).toList();
    List<GenericRowData> rows = new ArrayList<>(rowCount);
    for (int row = 0; row < rowCount; row++) {
      GenericRowData data = new GenericRowData(columns.size() + further);
      for (int i = 0; i < fields.size(); i++) {
        FieldSchema field = fields.get(i);
        Column column = batch.column(field.id());
        data.setField(i, value(field.type(), field, ColumnValues.get(column, row)));
      }
      rows.add(data);
    }
    return rows;
  }

  private static @Nullable Object value(
      io.cinclus.model.DataType type, FieldSchema field, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case INT8 -> ((Long) value).byteValue();
      case INT16 -> ((Long) value).shortValue();
      case INT32 -> ((Long) value).intValue();
      case VARCHAR, JSON, GEOMETRY -> StringData.fromString((String) value);
      case TIMESTAMPTZ -> TimestampData.fromInstant((Instant) value);
      case ARRAY -> array(field, (List<?>) value);
      case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
          new GenericArrayData((float[]) value);
      case SPARSE_FLOAT_VECTOR -> map((SparseVector) value);
      default -> value;
    };
  }

  private static ArrayData array(FieldSchema field, List<?> values) {
    Object[] elements = new Object[values.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = value(field.elementType(), field, values.get(i));
    }
    return new GenericArrayData(elements);
  }

  private static GenericMapData map(SparseVector vector) {
    Map<Long, Float> entries = new HashMap<>();
    for (int i = 0; i < vector.size(); i++) {
      entries.put(Integer.toUnsignedLong(vector.indices()[i]), vector.values()[i]);
    }
    return new GenericMapData(entries);
  }
}
