package io.cinclus.model;

import io.cinclus.value.SparseVector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a collection accepts. Users' rows are checked here, once, before they reach the log;
 * everything behind the log relies on it.
 *
 * <p>Stateless. The messages name the field and the first row, from 0, that is refused.
 */
public final class RowRules {
  /** The longest JSON text of one row. */
  public static final int MAX_JSON_BYTES = 65_536;

  /** The largest row, as {@link RowSizes} counts it: well below the largest record of the log. */
  public static final int MAX_ROW_BYTES = 8 << 20;

  private RowRules() {}

  /**
   * Returns where all rows can be stored: every field is there that is neither nullable nor has a
   * default, no other is, every value fits its field, and no row exceeds {@link #MAX_ROW_BYTES}.
   *
   * @throws CinclusException {@link ErrorCode#BAD_ROW}; {@link ErrorCode#BAD_VECTOR} for a vector
   */
  public static void check(RowBatch batch, CollectionSchema schema) {
    check(batch, schema, 0);
  }

  /**
   * The same of rows whose first one has another number in the messages.
   *
   * @param firstRow its number
   */
  public static void check(RowBatch batch, CollectionSchema schema, long firstRow) {
    Map<Integer, Column> columns = batch.columns();
    int knownCount = 0;
    for (FieldSchema field : schema.fields()) {
      Column column = columns.get(field.id());
      if (column != null) {
        knownCount++;
        checkColumn(field, column, batch.rowCount(), firstRow);
      } else if (!field.nullable() && field.defaultValue() == null) {
        throw RowsCodec.bad(
            "field %s is missing, and is neither nullable nor has a default: add its values"
                .formatted(field.name()));
      }
    }
    if (knownCount < columns.size()) {
      throw RowsCodec.bad(
          "there are %d columns, but the schema has only %d of them: leave out what it does not name"
              .formatted(columns.size(), knownCount));
    }
    checkSizes(batch, firstRow);
  }

  private static void checkSizes(RowBatch batch, long firstRow) {
    long[] sizes = RowSizes.sizesBytes(batch);
    for (int row = 0; row < sizes.length; row++) {
      if (sizes[row] > MAX_ROW_BYTES) {
        throw RowsCodec.bad(
            "row %d has %d bytes: send at most %d, or split it into several"
                .formatted(firstRow + row, sizes[row], MAX_ROW_BYTES));
      }
    }
  }

  /**
   * Returns where the first {@code count} values can be primary keys; {@link ErrorCode#BAD_ROW}.
   */
  public static void checkKeys(Column keys, int count, CollectionSchema schema) {
    checkColumn(schema.primaryKey(), keys, count, 0);
  }

  private static void checkColumn(FieldSchema field, Column column, int rowCount, long firstRow) {
    if (column.type() != field.type()) {
      throw RowsCodec.bad(
          "field %s has values of type %s: send %s"
              .formatted(field.name(), column.type(), field.type()));
    }
    checkNulls(field, column, rowCount, firstRow);
    if (column instanceof FixedVectors vectors) {
      checkVectors(field, vectors, rowCount, firstRow);
    } else if (column instanceof Column.SparseVectors vectors) {
      checkSparseVectors(field, vectors, rowCount, firstRow);
    } else if (column instanceof Column.Arrays arrays) {
      checkArrays(field, arrays, rowCount, firstRow);
    } else {
      int bad = ValueRules.firstBad(field, column, rowCount);
      if (bad >= 0) {
        throw badRow(
            field,
            firstRow + bad,
            "%s (got %s)"
                .formatted(
                    ValueRules.expectation(field, column.type()), ValueRules.show(column, bad)));
      }
    }
  }

  private static void checkNulls(FieldSchema field, Column column, int rowCount, long firstRow) {
    boolean[] nulls = column.nulls();
    if (nulls == null || field.nullable()) {
      return;
    }
    for (int row = 0; row < rowCount; row++) {
      if (nulls[row]) {
        throw badRow(field, firstRow + row, "null, which the field does not allow: send a value");
      }
    }
  }

  private static void checkArrays(
      FieldSchema field, Column.Arrays arrays, int rowCount, long firstRow) {
    if (arrays.elementType() != field.elementType()) {
      throw RowsCodec.bad(
          "field %s has arrays of %s: send arrays of %s"
              .formatted(field.name(), arrays.elementType(), field.elementType()));
    }
    for (int row = 0; row < rowCount; row++) {
      if (arrays.isNull(row)) {
        continue;
      }
      @Nullable Column elements = arrays.values()[row];
      if (elements == null) {
        throw badRow(
            field, firstRow + row, "an array that is absent: send one, or mark the row as null");
      }
      int count = elements.capacity();
      if (count > field.limits().maxCapacity()) {
        throw badRow(
            field,
            firstRow + row,
            "an array of %d elements: send at most %d"
                .formatted(count, field.limits().maxCapacity()));
      }
      if (elements.type() != field.elementType() || elements.nulls() != null) {
        throw badRow(
            field,
            firstRow + row,
            "an array of other elements: send %s, no nulls".formatted(field.elementType()));
      }
      int bad = ValueRules.firstBad(field, elements, count);
      if (bad >= 0) {
        throw badRow(
            field,
            firstRow + row,
            "an array whose element %d is %s"
                .formatted(bad, ValueRules.expectation(field, elements.type())));
      }
    }
  }

  private static void checkVectors(
      FieldSchema field, FixedVectors vectors, int rowCount, long firstRow) {
    int dimension = field.limits().dimension();
    if (vectors.dimension() != dimension) {
      throw badVector(
          "field %s has vectors of dimension %d: send dimension %d"
              .formatted(field.name(), vectors.dimension(), dimension));
    }
    int at = vectors.firstNotFinite(rowCount);
    if (at >= 0) {
      throw badVector(
          "component %d of row %d of field %s is %s: send finite numbers that %s can hold"
              .formatted(
                  at % dimension,
                  firstRow + at / dimension,
                  field.name(),
                  vectors.component(at),
                  field.type()));
    }
  }

  private static void checkSparseVectors(
      FieldSchema field, Column.SparseVectors vectors, int rowCount, long firstRow) {
    for (int row = 0; row < rowCount; row++) {
      if (vectors.isNull(row)) {
        continue;
      }
      @Nullable SparseVector vector = vectors.values()[row];
      if (vector == null) {
        throw badRow(
            field, firstRow + row, "a vector that is absent: send one, or mark the row as null");
      }
      if (!vector.isStorable()) {
        throw badVector(
            "the sparse vector in row %d of field %s has a negative value or the index %s: send values from 0 and indices below that"
                .formatted(firstRow + row, field.name(), Integer.toUnsignedString(-1)));
      }
    }
  }

  private static CinclusException badVector(String message) {
    return new CinclusException(ErrorCode.BAD_VECTOR, message);
  }

  private static CinclusException badRow(FieldSchema field, long row, String what) {
    return RowsCodec.bad("row %d of field %s is %s".formatted(row, field.name(), what));
  }
}
