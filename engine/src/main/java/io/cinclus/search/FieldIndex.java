package io.cinclus.search;

import io.cinclus.filter.IndexedField;
import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorKind;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Map;

/**
 * What an index on a field is asked to be, in Milvus' words. One that was made can be built.
 * Immutable.
 *
 * @param field whose values are indexed
 * @param type AUTOINDEX for the one that suits
 * @param metric of a vector field; empty for others
 * @param params of the type
 */
public record FieldIndex(
    FieldSchema field, String type, String metric, Map<String, String> params) {

  /** The type that is chosen by the field, or by the rows of each segment. */
  private static final String AUTOINDEX = IndexType.AUTOINDEX.name();

  /**
   * Checks the type against the field's, the metric, and the parameters.
   *
   * @throws IllegalArgumentException that says what cannot be built, and what can
   */
  public FieldIndex {
    params = Map.copyOf(params);
    if (field.type().isVector()) {
      checkVectors(field, type, metric, params);
    } else {
      scalar(field, type, params);
    }
  }

  private static void checkVectors(
      FieldSchema field, String type, String metric, Map<String, String> params) {
    VectorKind kind = ColumnVectors.kind(field.type());
    IndexType.of(type).checkFor(kind);
    Metric.of(metric).checkFor(kind);
    IndexParams parsed = vectorParams(type, metric, params);
    if (kind == VectorKind.DENSE) {
      parsed.checkFor(field.limits().dimension());
    }
  }

  /** What an index of a vector field is built with. */
  public IndexParams vectorParams() {
    return vectorParams(type, metric, params);
  }

  private static IndexParams vectorParams(String type, String metric, Map<String, String> params) {
    return IndexParams.parse(IndexType.of(type), Metric.of(metric), params);
  }

  /** What the index of another field is of. */
  public IndexedField scalar() {
    return scalar(field, type, params);
  }

  private static IndexedField scalar(FieldSchema field, String type, Map<String, String> params) {
    return IndexedField.of(field, scalarType(field, type), params);
  }

  /** Chosen by the field alone: bitmaps of two values, a tree of boxes, else sorted values. */
  private static ScalarIndexType scalarType(FieldSchema field, String type) {
    if (!type.equalsIgnoreCase(AUTOINDEX)) {
      return ScalarIndexType.of(type);
    }
    DataType values = field.type() == DataType.ARRAY ? field.elementType() : field.type();
    return switch (values) {
      case BOOL -> ScalarIndexType.BITMAP;
      case GEOMETRY -> ScalarIndexType.RTREE;
      default -> ScalarIndexType.INVERTED;
    };
  }

  /**
   * Builds the index of a segment's rows and writes it; does not close the channel.
   *
   * @throws InterruptedException if the calling thread was interrupted, which cancels the build
   */
  public void build(RowBatch rows, Kernels kernels, BuildContext context, WritableByteChannel out)
      throws IOException, InterruptedException {
    if (field.type().isVector()) {
      new Indexes(kernels)
          .build(
              ColumnVectors.of(rows.column(field.id()), rows.rowCount()),
              vectorParams(),
              context,
              out);
    } else {
      scalar().build(rows, context, out);
    }
  }
}
