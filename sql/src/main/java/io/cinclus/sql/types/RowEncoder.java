package io.cinclus.sql.types;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.sink.RowChange;
import io.cinclus.operators.sink.RowConverter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a changelog does to a collection: {@code +I} and {@code +U} put it, {@code -U} and
 * {@code -D} delete its key. The values are copies. Immutable and thread-safe.
 */
public final class RowEncoder implements RowConverter<RowData> {
  private static final long serialVersionUID = 1L;

  private final RowType type;
  private final RowData.FieldGetter[] getters;
  private final int key;

  /**
   * An encoder.
   *
   * @param type of the rows, whose columns have the names of the fields
   * @param key the column that is the primary key
   */
  public RowEncoder(RowType type, int key) {
    this.type = type;
    this.key = key;
    this.getters = new RowData.FieldGetter[type.getFieldCount()];
    for (int i = 0; i < getters.length; i++) {
      getters[i] = RowData.createFieldGetter(type.getTypeAt(i), i);
    }
  }

  @Override
  public RowChange convert(RowData row) {
    return switch (row.getRowKind()) {
      case INSERT, UPDATE_AFTER -> RowChange.put(values(row));
      case UPDATE_BEFORE, DELETE -> RowChange.delete(keyOf(row));
    };
  }

  private Object keyOf(RowData row) {
    Object value = value(type.getTypeAt(key), getters[key].getFieldOrNull(row));
    if (value == null) {
      throw new CinclusException(
          ErrorCode.BAD_ROW,
          "a row to delete has no primary key '%s'".formatted(type.getFieldNames().get(key)));
    }
    return value;
  }

  private Map<String, @Nullable Object> values(RowData row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < getters.length; i++) {
      values.put(
          type.getFieldNames().get(i), value(type.getTypeAt(i), getters[i].getFieldOrNull(row)));
    }
    return values;
  }

  private static @Nullable Object value(LogicalType type, @Nullable Object value) {
    if (value instanceof StringData text) {
      return text.toString();
    } else if (value instanceof TimestampData time) {
      return time.toInstant();
    } else if (value instanceof ArrayData array) {
      return array(((ArrayType) type).getElementType(), array);
    } else if (value instanceof MapData map) {
      return map((MapType) type, map);
    } else if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    return value;
  }

  private static Object array(LogicalType elementType, ArrayData array) {
    if (elementType.is(LogicalTypeRoot.FLOAT) && !hasNull(array)) {
      float[] components = new float[array.size()];
      for (int i = 0; i < components.length; i++) {
        components[i] = array.getFloat(i);
      }
      return components;
    }
    ArrayData.ElementGetter getter = ArrayData.createElementGetter(elementType);
    List<@Nullable Object> elements = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      elements.add(value(elementType, getter.getElementOrNull(array, i)));
    }
    return elements;
  }

  private static boolean hasNull(ArrayData array) {
    for (int i = 0; i < array.size(); i++) {
      if (array.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }

  private static Map<@Nullable Object, @Nullable Object> map(MapType type, MapData map) {
    ArrayData.ElementGetter keys = ArrayData.createElementGetter(type.getKeyType());
    ArrayData.ElementGetter values = ArrayData.createElementGetter(type.getValueType());
    Map<@Nullable Object, @Nullable Object> entries = new HashMap<>();
    for (int i = 0; i < map.size(); i++) {
      entries.put(
          keys.getElementOrNull(map.keyArray(), i), values.getElementOrNull(map.valueArray(), i));
    }
    return entries;
  }
}
