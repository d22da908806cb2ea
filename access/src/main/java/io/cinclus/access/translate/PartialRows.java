package io.cinclus.access.translate;

import static io.cinclus.access.translate.InsertValues.bad;

import io.cinclus.milvus.grpc.FieldPartialUpdateOp;
import io.cinclus.milvus.grpc.FieldPartialUpdateOp.OpType;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.model.RowGather;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of which only some fields were sent, with the others as they were: a field that was sent
 * replaces what there was, but members of the dynamic field are put beside those that there were,
 * and an array may be appended to, or have elements removed. A row that was not there needs all
 * fields that are neither nullable nor have a default. Immutable.
 *
 * @param schema of the collection, with field ids
 * @param operations on arrays, by field id
 */
public record PartialRows(CollectionSchema schema, Map<Integer, OpType> operations) {
  private static final int NEW = -1;

  public PartialRows {
    operations = Map.copyOf(operations);
  }

  /** What a client says of its fields; {@code BAD_ROW} where it cannot be. */
  public static PartialRows of(
      List<FieldPartialUpdateOp> operations, RowBatch given, CollectionSchema schema) {
    Map<Integer, OpType> byField = new HashMap<>();
    for (FieldPartialUpdateOp operation : operations) {
      FieldSchema field =
          schema
              .field(operation.getFieldName())
              .filter(known -> given.columns().containsKey(known.id()))
              .orElseThrow(
                  () ->
                      bad(
                          "there is an operation on the field '%s', and no values of it: send both"
                              .formatted(operation.getFieldName())));
      if (operation.getOp() == OpType.UNRECOGNIZED
          || (operation.getOp() != OpType.REPLACE && field.type() != DataType.ARRAY)) {
        throw bad(
            "field '%s' is a %s, whose values can only be replaced"
                .formatted(field.name(), field.type()));
      }
      byField.put(field.id(), operation.getOp());
    }
    return new PartialRows(schema, byField);
  }

  /**
   * The rows with all fields, in the order of those that were given.
   *
   * @param given some fields, the primary key among them
   * @param existing all fields of those of the rows that there are, in any order
   */
  public RowBatch complete(RowBatch given, RowBatch existing) {
    int[] before = before(given, existing);
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : schema.fields()) {
      Column sent = given.columns().get(field.id());
      columns.put(
          field.id(),
          sent == null ? kept(field, existing, before) : changed(field, sent, existing, before));
    }
    return new RowBatch(given.rowCount(), columns);
  }

  /** Which existing row each row was before. */
  private int[] before(RowBatch given, RowBatch existing) {
    int keyField = schema.primaryKey().id();
    Map<Object, Integer> rowOfKey = new HashMap<>();
    for (int row = 0; row < existing.rowCount(); row++) {
      rowOfKey.put(KeyIds.value(existing.column(keyField), row), row);
    }
    Map<Object, Integer> seen = new HashMap<>();
    int[] before = new int[given.rowCount()];
    for (int row = 0; row < before.length; row++) {
      Object key = KeyIds.value(given.column(keyField), row);
      Integer same = seen.put(key, row);
      if (same != null) {
        throw bad("rows %d and %d have the key %s: send a row once".formatted(same, row, key));
      }
      before[row] = rowOfKey.getOrDefault(key, NEW);
    }
    return before;
  }

  private static Column kept(FieldSchema field, RowBatch existing, int[] before) {
    List<Column> sources = new ArrayList<>(before.length);
    int[] rows = new int[before.length];
    for (int row = 0; row < before.length; row++) {
      if (before[row] == NEW) {
        sources.add(missing(field, row));
      } else {
        sources.add(existing.column(field.id()));
        rows[row] = before[row];
      }
    }
    return RowGather.gather(field, sources, rows);
  }

  /** One row of what a field holds where nothing was ever sent. */
  private static Column missing(FieldSchema field, int row) {
    if (!field.nullable() && !field.isDynamic() && field.defaultValue() == null) {
      throw bad(
          "row %d is new and has no value of field '%s': send all fields of new rows"
              .formatted(row, field.name()));
    }
    RowBatchBuilder one = new RowBatchBuilder(new CollectionSchema("", List.of(field)), 1);
    one.append(new RowBatch(1, Map.of()), 0, 1);
    return one.build().column(field.id());
  }

  private Column changed(FieldSchema field, Column sent, RowBatch existing, int[] before) {
    OpType operation = operations.getOrDefault(field.id(), OpType.REPLACE);
    if (field.isDynamic() && sent instanceof Column.Texts texts) {
      return merged(texts, (Column.Texts) existingColumn(field, existing), before);
    }
    return operation != OpType.REPLACE && sent instanceof Column.Arrays arrays
        ? arrays(operation, arrays, (Column.Arrays) existingColumn(field, existing), before)
        : sent;
  }

  private static Column existingColumn(FieldSchema field, RowBatch existing) {
    return existing.rowCount() == 0
        ? RowGather.gather(field, List.of(), new int[0])
        : existing.column(field.id());
  }

  private static Column merged(Column.Texts sent, Column.Texts existing, int[] before) {
    String[] values = sent.values().clone();
    for (int row = 0; row < before.length; row++) {
      if (before[row] != NEW && !existing.isNull(before[row]) && !sent.isNull(row)) {
        values[row] = DynamicJson.merge(existing.values()[before[row]], values[row]);
      }
    }
    return new Column.Texts(sent.type(), values, sent.nulls());
  }

  private static Column arrays(
      OpType operation, Column.Arrays sent, Column.Arrays existing, int[] before) {
    Column[] values = sent.values().clone();
    for (int row = 0; row < before.length; row++) {
      boolean wasThere = before[row] != NEW && !existing.isNull(before[row]);
      if (sent.isNull(row)) {
        throw bad("row %d has no elements to append or remove: send an array".formatted(row));
      }
      if (wasThere) {
        Column old = existing.values()[before[row]];
        values[row] =
            operation == OpType.ARRAY_APPEND
                ? ArrayElements.appended(old, values[row])
                : ArrayElements.without(old, values[row]);
      } else if (operation == OpType.ARRAY_REMOVE) {
        values[row] = values[row].slice(0, 0);
      }
    }
    return new Column.Arrays(sent.elementType(), values, null);
  }
}
