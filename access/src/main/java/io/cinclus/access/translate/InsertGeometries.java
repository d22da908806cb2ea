package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.value.Geometries;
import org.jspecify.annotations.Nullable;

/** Geometries as clients send them: well-known text, or binary. Stateless. */
final class InsertGeometries {
  private static final byte[] NONE = {};

  private InsertGeometries() {}

  static int count(ScalarField values) {
    return values.hasGeometryData()
        ? values.getGeometryData().getDataCount()
        : values.getGeometryWktData().getDataCount();
  }

  static Column column(
      FieldSchema field, ScalarField values, int[] sources, boolean @Nullable [] nulls) {
    byte[][] geometries = new byte[sources.length][];
    for (int row = 0; row < geometries.length; row++) {
      try {
        geometries[row] = sources[row] < 0 ? NONE : geometry(values, sources[row]);
      } catch (IllegalArgumentException e) {
        throw InsertValues.bad(
            "row %d of field '%s': %s".formatted(row, field.name(), e.getMessage()));
      }
    }
    return new Column.Binaries(geometries, nulls);
  }

  private static byte[] geometry(ScalarField values, int at) {
    return values.hasGeometryData()
        ? Geometries.fromBinary(values.getGeometryData().getData(at).toByteArray())
        : Geometries.fromText(values.getGeometryWktData().getData(at));
  }
}
