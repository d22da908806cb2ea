package io.cinclus.client;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes primary keys that no other writer ever makes, since each has the writer's id, which is its
 * own, in its upper half. Rising in the order in which they are asked for. Thread-safe.
 */
final class KeySource {
  private static final int SEQUENCE_BITS = 32;
  private static final long MAX_KEYS = 1L << SEQUENCE_BITS;
  private static final long MAX_WRITER = Integer.MAX_VALUE;

  private final long writerId;
  private final AtomicLong used = new AtomicLong();

  KeySource(long writerId) {
    this.writerId = writerId;
  }

  /**
   * The rows with keys, where the schema has keys made and they have none.
   *
   * @throws CinclusException {@link ErrorCode#LIMIT_EXCEEDED} where there are no more keys
   */
  RowBatch complete(RowBatch rows, CollectionSchema schema) {
    FieldSchema key = schema.primaryKey();
    if (!key.isAutoId() || rows.columns().containsKey(key.id())) {
      return rows;
    }
    Map<Integer, Column> columns = new HashMap<>(rows.columns());
    columns.put(key.id(), keys(key.type(), rows.rowCount()));
    return new RowBatch(rows.rowCount(), columns);
  }

  private Column keys(DataType type, int count) {
    long first = used.getAndAdd(count);
    if (writerId > MAX_WRITER || first + count > MAX_KEYS) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "writer %d has made all its %d keys: connect anew".formatted(writerId, first));
    }
    long[] keys = new long[count];
    for (int row = 0; row < count; row++) {
      keys[row] = (writerId << SEQUENCE_BITS) + first + row;
    }
    if (type == DataType.INT64) {
      return new Column.Longs(type, keys, null);
    }
    String[] texts = new String[count];
    for (int row = 0; row < count; row++) {
      texts[row] = Long.toString(keys[row]);
    }
    return new Column.Texts(type, texts, null);
  }
}
