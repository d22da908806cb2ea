package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.value.Timestamps;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Times as clients send them: texts in ISO 8601, or microseconds since 1970 in UTC. Stateless. */
final class InsertTimes {
  private InsertTimes() {}

  static int count(ScalarField values) {
    return values.hasTimestamptzData()
        ? values.getTimestamptzData().getDataCount()
        : values.getStringData().getDataCount();
  }

  /** The column, with zeros in the place of nulls. */
  static Column column(
      FieldSchema field,
      ScalarField values,
      int[] sources,
      boolean @Nullable [] nulls,
      ZoneId zone) {
    long[] micros = new long[sources.length];
    for (int row = 0; row < micros.length; row++) {
      int at = sources[row];
      if (at >= 0 && values.hasTimestamptzData()) {
        micros[row] = values.getTimestamptzData().getData(at);
      } else if (at >= 0) {
        try {
          micros[row] = Timestamps.parse(values.getStringData().getData(at), zone);
        } catch (IllegalArgumentException e) {
          throw InsertValues.bad(
              "row %d of field '%s': %s".formatted(row, field.name(), e.getMessage()));
        }
      }
    }
    return new Column.Longs(DataType.TIMESTAMPTZ, micros, nulls);
  }
}
