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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a batch: for each key the last one. So the order in which the batch's rows and
 * deletes are written does not matter. Single-threaded.
 */
final class ChangeBuffer {
  private static final int PLAIN_VALUE_BYTES = 16;

  private final CollectionSchema schema;
  private final FieldSchema keyField;
  private final RowAssembler assembler;
  private final Map<Object, RowChange> changes = new LinkedHashMap<>();
  private long sizeBytes;

  ChangeBuffer(CollectionSchema schema) {
    this.schema = schema;
    this.keyField = schema.primaryKey();
    this.assembler = new RowAssembler(schema);
  }

  /** Takes a change in; {@link io.cinclus.model.ErrorCode#BAD_ROW} where it has no fitting key. */
  void add(@Nullable RowChange change) {
    if (change instanceof RowChange.Put put) {
      Object key = RowAssembler.key(schema, put.values().get(keyField.name()));
      changes.put(key, change);
      sizeBytes += sizeBytes(put.values());
    } else if (change instanceof RowChange.Delete delete) {
      changes.put(RowAssembler.key(schema, delete.key()), change);
      sizeBytes += PLAIN_VALUE_BYTES;
    } else {
      throw new CinclusException(
          ErrorCode.BAD_ROW, "the converter made no change of an element: filter it out before");
    }
  }

  int count() {
    return changes.size();
  }

  /** About how much memory the changes took that were added. */
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
    for (Map.Entry<Object, RowChange> change : changes.entrySet()) {
      if (change.getValue() instanceof RowChange.Put put) {
        assembler.add(put.values());
      } else {
        setKey(deleted, deleteCount++, change.getKey());
      }
    }
    Batch batch = new Batch(assembler.take(), deleted, deleteCount);
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

  private static long sizeBytes(Map<String, ?> values) {
    long bytes = 0;
    for (Object value : values.values()) {
      if (value instanceof float[] vector) {
        bytes += (long) vector.length * Float.BYTES;
      } else if (value instanceof double[] vector) {
        bytes += (long) vector.length * Double.BYTES;
      } else if (value instanceof CharSequence text) {
        bytes += text.length();
      } else if (value instanceof Collection<?> elements) {
        bytes += (long) elements.size() * PLAIN_VALUE_BYTES;
      }
      bytes += PLAIN_VALUE_BYTES;
    }
    return bytes;
  }
}
