package io.cinclus.access.milvus;

import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Primary keys that nobody else gives: an epoch that is this node's own in the upper bits, and a
 * counter in the lower 40. Thread-safe.
 */
final class AutoIds {
  private static final int COUNTER_BITS = 40;
  private static final long END_OF_EPOCHS = 1L << (Long.SIZE - 1 - COUNTER_BITS);
  private static final long END_OF_COUNTER = 1L << COUNTER_BITS;

  private final long epoch;
  private final AtomicLong next = new AtomicLong();

  /**
   * Keys of an epoch.
   *
   * @param epoch position of a {@code NodeStarted} of this node alone
   */
  AutoIds(long epoch) {
    if (epoch < 0 || epoch >= END_OF_EPOCHS) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "the catalog log is at %d, and keys can be made up to %d only: send keys yourself"
              .formatted(epoch, END_OF_EPOCHS));
    }
    this.epoch = epoch;
  }

  /** Keys for so many rows, as a column of the key's type. */
  Column take(FieldSchema key, int count) {
    long first = next.getAndAdd(count);
    if (first + count > END_OF_COUNTER) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED, "this node has given out all of its keys: restart it");
    }
    long[] ids = new long[count];
    Arrays.setAll(ids, row -> (epoch << COUNTER_BITS) + first + row);
    return key.type() == DataType.INT64
        ? new Column.Longs(DataType.INT64, ids, null)
        : new Column.Texts(
            DataType.VARCHAR,
            Arrays.stream(ids).mapToObj(Long::toString).toArray(String[]::new),
            null);
  }
}
