package io.cinclus.model;

import io.cinclus.value.SparseVector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows of other batches into one batch of fixed capacity.
 *
 * <p>A field that a source batch lacks gets its default, or null. Single-threaded; the rows of a
 * batch from {@link #build} may be read by other threads while more are appended, because the
 * arrays are allocated once and never move.
 */
public final class RowBatchBuilder {
  private final CollectionSchema schema;
  private final int capacity;
  private final Map<Integer, Column> columns = new LinkedHashMap<>();
  private int rowCount;

  /** Room for {@code capacity} rows of {@code schema}. */
  public RowBatchBuilder(CollectionSchema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    for (FieldSchema field : schema.fields()) {
      columns.put(field.id(), allocate(field, capacity));
    }
  }

  /**
   * Goes on with the rows of {@code other} in a schema that has more fields: shares the columns
   * that are there, and has room for as many rows. The other is not to be appended to any more.
   */
  public RowBatchBuilder(CollectionSchema schema, RowBatchBuilder other) {
    this.schema = schema;
    this.capacity = other.capacity;
    for (FieldSchema field : schema.fields()) {
      Column known = other.columns.get(field.id());
      Column column = known == null ? allocate(field, capacity) : known;
      columns.put(field.id(), column);
      if (known == null) {
        fillMissing(field, column, other.rowCount);
      }
    }
    rowCount = other.rowCount;
  }

  /** What {@code count} rows that lack all values have in the fields of {@code schema}. */
  public static Map<Integer, Column> missing(CollectionSchema schema, int count) {
    RowBatchBuilder rows = new RowBatchBuilder(schema, count);
    rows.append(new RowBatch(count, Map.of()), 0, count);
    return rows.columns;
  }

  /** A column of the type of {@code field} with room for {@code capacity} rows, all zero. */
  public static Column allocate(FieldSchema field, int capacity) {
    boolean @Nullable [] nulls =
        field.nullable() || field.isDynamic() ? new boolean[capacity] : null;
    return switch (field.type()) {
      case BOOL -> new Column.Bools(new boolean[capacity], nulls);
      case INT8, INT16, INT32, INT64, TIMESTAMPTZ ->
          new Column.Longs(field.type(), new long[capacity], nulls);
      case FLOAT, DOUBLE -> new Column.Doubles(field.type(), new double[capacity], nulls);
      case VARCHAR, JSON -> new Column.Texts(field.type(), new String[capacity], nulls);
      case GEOMETRY -> new Column.Binaries(new byte[capacity][], nulls);
      case ARRAY -> new Column.Arrays(field.elementType(), new Column[capacity], nulls);
      case BINARY_VECTOR, FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
          FixedVectors.allocate(field.type(), field.limits().dimension(), capacity, nulls);
      case SPARSE_FLOAT_VECTOR -> new Column.SparseVectors(new SparseVector[capacity], nulls);
    };
  }

  /** The elements of an ARRAY, or of many one behind the other; never null. */
  static Column allocateElements(DataType elementType, int count) {
    return allocate(FieldSchema.of("element", elementType, FieldSchema.Limits.NONE), count);
  }

  public int rowCount() {
    return rowCount;
  }

  /** How many rows fit behind those appended. */
  public int remaining() {
    return capacity - rowCount;
  }

  /**
   * Appends rows {@code from} (inclusive) to {@code to} (exclusive) of {@code source}; {@link
   * IllegalArgumentException} where they do not fit or a column has another type.
   */
  public void append(RowBatch source, int from, int to) {
    int count = to - from;
    if (count > remaining()) {
      throw new IllegalArgumentException(count + " rows do not fit into " + remaining());
    }
    for (FieldSchema field : schema.fields()) {
      Column target = columnOf(field);
      Column column = source.columns().get(field.id());
      if (column == null) {
        fillMissing(field, target, count);
      } else {
        column.copyTo(from, target, rowCount, count);
      }
    }
    rowCount += count;
  }

  /** The rows appended so far; shares the arrays. */
  public RowBatch build() {
    return new RowBatch(rowCount, columns);
  }

  private Column columnOf(FieldSchema field) {
    Column column = columns.get(field.id());
    if (column == null) {
      throw new IllegalStateException("no column of field " + field.name());
    }
    return column;
  }

  /** What Java does not set to zero. */
  private void fillZero(FieldSchema field, Column target, int end) {
    if (target instanceof Column.Texts texts) {
      Arrays.fill(texts.values(), rowCount, end, "");
    } else if (target instanceof Column.Binaries binaries) {
      Arrays.fill(binaries.values(), rowCount, end, Column.Binaries.EMPTY);
    } else if (target instanceof Column.Arrays arrays) {
      Arrays.fill(arrays.values(), rowCount, end, allocateElements(field.elementType(), 0));
    } else if (target instanceof Column.SparseVectors vectors) {
      Arrays.fill(vectors.values(), rowCount, end, SparseVector.EMPTY);
    }
  }

  private void fillMissing(FieldSchema field, Column target, int count) {
    Object value = field.defaultValue();
    boolean[] nulls = target.nulls();
    if (value == null && nulls == null) {
      throw new IllegalArgumentException(
          "the batch has no column of field "
              + field.name()
              + ", which is neither nullable nor has a default");
    }
    int end = rowCount + count;
    if (value == null) {
      Arrays.fill(nulls, rowCount, end, true);
      fillZero(field, target, end);
    } else if (target instanceof Column.Bools bools) {
      Arrays.fill(bools.values(), rowCount, end, (Boolean) value);
    } else if (target instanceof Column.Longs longs) {
      Arrays.fill(longs.values(), rowCount, end, (Long) value);
    } else if (target instanceof Column.Doubles doubles) {
      Arrays.fill(doubles.values(), rowCount, end, (Double) value);
    } else if (target instanceof Column.Texts texts) {
      Arrays.fill(texts.values(), rowCount, end, (String) value);
    } else {
      throw new IllegalStateException("field " + field.name() + " cannot have a default");
    }
  }
}
