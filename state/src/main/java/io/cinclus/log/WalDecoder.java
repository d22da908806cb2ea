package io.cinclus.log;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.Delete;
import io.cinclus.v1.Insert;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the mutations of log records. Every reader of the log decides by this whether a record
 * counts: one that cannot be decoded is a dead letter for all of them. Pure and stateless.
 */
public final class WalDecoder {
  private WalDecoder() {}

  /** How many positions a record takes; a marker takes none. */
  public static int mutationCount(WalRecord record) {
    long count = 0;
    for (Mutation mutation : record.getMutations().getMutationsList()) {
      count +=
          mutation.hasInsert()
              ? Math.max(0, mutation.getInsert().getRows().getRowCount())
              : keyCount(mutation.getDelete().getKeys());
    }
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  private static int keyCount(Keys keys) {
    return keys.hasTexts() ? keys.getTexts().getValuesCount() : keys.getLongs().getValuesCount();
  }

  /**
   * The mutations of a record, in position order.
   *
   * @param record not a marker
   * @param offset of the record in the log
   * @param schema of its collection, now or at any time since the record was made: fields that were
   *     added after that are none of the record's
   * @throws CinclusException {@link ErrorCode#BAD_ROW} where the record is a dead letter
   */
  public static List<MutationRun> decode(WalRecord record, long offset, CollectionSchema schema) {
    if (mutationCount(record) > Position.MAX_MUTATIONS_PER_RECORD) {
      throw new CinclusException(
          ErrorCode.BAD_ROW,
          "the record at offset %d has more than %d mutations"
              .formatted(offset, Position.MAX_MUTATIONS_PER_RECORD));
    }
    CollectionSchema then = schema.asOf(record.getCatalogPosition());
    List<MutationRun> runs = new ArrayList<>();
    long next = Position.of(offset, 0);
    for (Mutation mutation : record.getMutations().getMutationsList()) {
      MutationRun run =
          mutation.hasInsert()
              ? inserts(mutation.getInsert(), next, then)
              : deletes(mutation.getDelete(), next, then);
      next += run.count();
      if (run.count() > 0) {
        runs.add(run);
      }
    }
    return runs;
  }

  private static MutationRun inserts(Insert insert, long first, CollectionSchema schema) {
    RowBatch rows = RowsCodec.decode(insert.getRows(), schema);
    for (FieldSchema field : schema.fields()) {
      requireComplete(rows, field);
    }
    return new MutationRun.Inserts(first, insert.getPartitionId(), rows);
  }

  private static void requireComplete(RowBatch rows, FieldSchema field) {
    Column column = rows.columns().get(field.id());
    boolean mayLack = field.nullable() || field.defaultValue() != null || field.isDynamic();
    if (column == null && !mayLack) {
      throw new CinclusException(
          ErrorCode.BAD_ROW, "the rows have no column of field " + field.name());
    }
    if (column == null || column.nulls() == null || field.nullable()) {
      return;
    }
    for (int row = 0; row < rows.rowCount(); row++) {
      if (column.isNull(row)) {
        throw new CinclusException(
            ErrorCode.BAD_ROW, "row %d has no value of field %s".formatted(row, field.name()));
      }
    }
  }

  private static MutationRun deletes(Delete delete, long first, CollectionSchema schema) {
    Column keys = RowsCodec.decodeKeys(delete.getKeys());
    if (keys.type() != schema.primaryKey().type()) {
      throw new CinclusException(
          ErrorCode.BAD_ROW,
          "the record at offset %d deletes keys of type %s, the primary key is of type %s"
              .formatted(Position.offset(first), keys.type(), schema.primaryKey().type()));
    }
    return new MutationRun.Deletes(first, keys, keyCount(delete.getKeys()), delete.getUpTo());
  }
}
