package io.cinclus.access.translate;

import static io.cinclus.access.translate.InsertValues.bad;

import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of an insert as a batch of rows. A null of a field with a default becomes the
 * default; a column that is missing stays so, since the log's readers know the defaults. Whether
 * the values fit their fields is for {@link io.cinclus.model.RowRules}. Stateless.
 */
public final class InsertColumns {
  private InsertColumns() {}

  /**
   * The rows.
   *
   * @param given the columns, each of which has {@code rowCount} values, or leaves out those that
   *     its {@code valid_data} says are null
   * @param schema of the collection, with field ids
   * @param zone of times that name none
   */
  public static RowBatch rows(
      List<FieldData> given, int rowCount, CollectionSchema schema, ZoneId zone) {
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldData data : given) {
      FieldSchema field = field(data, schema);
      Column column = InsertValues.column(field, data, sources(data, field, rowCount), zone);
      if (columns.put(field.id(), column) != null) {
        throw bad("field '%s' is there twice: send it once".formatted(field.name()));
      }
    }
    return new RowBatch(rowCount, columns);
  }

  private static FieldSchema field(FieldData data, CollectionSchema schema) {
    if (data.getIsDynamic()) {
      return schema
          .dynamicField()
          .orElseThrow(
              () ->
                  bad(
                      "there are values of fields that the schema does not have, and no dynamic"
                          + " field: leave them out, or enable the dynamic field"));
    }
    return schema
        .field(data.getFieldName())
        .orElseThrow(
            () ->
                bad(
                    "there is no field '%s': the fields are %s"
                        .formatted(
                            data.getFieldName(),
                            schema.fields().stream().map(FieldSchema::name).toList())));
  }

  /** Where the value of each row stands among those that were sent; -1: the row is null. */
  private static int[] sources(FieldData data, FieldSchema field, int rowCount) {
    int[] sources = new int[rowCount];
    int validCount = data.getValidDataCount();
    if (validCount != 0 && validCount != rowCount) {
      throw bad(
          "field '%s' says of %d rows whether they are null, there are %d: send one for each"
              .formatted(field.name(), validCount, rowCount));
    }
    int present = 0;
    for (int row = 0; row < validCount; row++) {
      present += data.getValidData(row) ? 1 : 0;
    }
    int sent = InsertValues.count(field, data);
    boolean isCompact = validCount != 0 && sent == present;
    if (!isCompact && sent != rowCount) {
      throw bad(
          "field '%s' has %d values for %d rows: send one for each"
              .formatted(field.name(), sent, rowCount));
    }
    int next = 0;
    for (int row = 0; row < rowCount; row++) {
      boolean isNull = validCount != 0 && !data.getValidData(row);
      sources[row] = isNull ? -1 : isCompact ? next++ : row;
    }
    return sources;
  }
}
