package io.cinclus.operators.sink;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowAssembler;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.model.RowRules;
import io.cinclus.model.RowSizes;
import io.cinclus.text.FunctionOutputs;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a batch: for each key the last one. So the order in which the batch's rows and
 * deletes are written does not matter. Single-threaded.
 */
final class ChangeBuffer {
  private final CollectionSchema schema;
  private final FieldSchema keyField;
  private final RowAssembler assembler;
  private final Column key;
  private final Map<Object, Sized> changes = new LinkedHashMap<>();
  private long sizeBytes;

  /** A change with what it takes in a log record. */
  private record Sized(RowChange change, long sizeBytes) {}

  ChangeBuffer(CollectionSchema schema) {
    this.schema = schema;
    this.keyField = schema.primaryKey();
    this.assembler = new RowAssembler(schema);
    this.key = RowBatchBuilder.allocate(keyField, 1);
  }

  /**
   * Takes a change in, in place of the one of its key.
   *
   * @throws CinclusException where it has no fitting key, or a value of the wrong kind
   */
  void add(@Nullable RowChange change) {
    if (change instanceof RowChange.Put put) {
      Object id = RowAssembler.key(schema, put.values().get(keyField.name()));
      replace(id, new Sized(put, assembler.sizeBytes(put.values())));
    } else if (change instanceof RowChange.Delete delete) {
      Object id = RowAssembler.key(schema, delete.key());
      setKey(key, 0, id);
      replace(id, new Sized(delete, RowSizes.sizeBytes(key, 0)));
    } else {
      throw new CinclusException(
          ErrorCode.BAD_ROW, "the converter made no change of an element: filter it out before");
    }
  }

  private void replace(Object id, Sized change) {
    Sized before = changes.put(id, change);
    sizeBytes += change.sizeBytes() - (before == null ? 0 : before.sizeBytes());
  }

  int count() {
    return changes.size();
  }

  /** What the changes take in log records, beside a little for each record. */
  long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Changes of different keys.
   *
   * @param rows to insert
   * @param deletedKeys to delete; as many as {@code deleteCount}
   */
  record Batch(RowBatch rows, Column deletedKeys, int deleteCount) {
    int changeCount() {
      return rows.rowCount() + deleteCount;
    }
  }

  /**
   * All changes, which are then gone from here.
   *
   * @throws io.cinclus.model.CinclusException where the collection does not accept one of them
   */
  Batch take() {
    Column deleted = RowBatchBuilder.allocate(keyField, Math.max(1, changes.size()));
    int deleteCount = 0;
    for (Map.Entry<Object, Sized> change : changes.entrySet()) {
      if (change.getValue().change() instanceof RowChange.Put put) {
        assembler.add(put.values());
      } else {
        setKey(deleted, deleteCount++, change.getKey());
      }
    }
    RowBatch rows = FunctionOutputs.fill(assembler.take(), schema);
    Batch batch = new Batch(rows, deleted, deleteCount);
    RowRules.check(batch.rows(), schema);
    RowRules.checkKeys(deleted, deleteCount, schema);
    changes.clear();
    sizeBytes = 0;
    return batch;
  }

  private static void setKey(Column keys, int at, Object key) {
    if (keys instanceof Column.Longs longs) {
      longs.values()[at] = (Long) key;
    } else if (keys instanceof Column.Texts texts) {
      texts.values()[at] = (String) key;
    }
  }
}
