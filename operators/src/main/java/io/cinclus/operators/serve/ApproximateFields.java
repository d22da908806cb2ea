package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.IndexType;
import io.cinclus.model.DataType;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Of which fields growing rows may be indexed: those whose answers are approximate anyway. */
final class ApproximateFields {
  private ApproximateFields() {}

  /**
   * The metrics of the fields of float32 vectors that have an index which is not exact, by field
   * id; none where the collection is not to be searched.
   */
  static Map<Integer, Metric> of(CollectionInfo collection) {
    Map<Integer, Metric> metrics = new HashMap<>();
    if (collection.loaded()) {
      for (IndexInfo index : collection.indexes()) {
        DataType type = collection.schema().field(index.fieldId()).type();
        if (type == DataType.FLOAT_VECTOR) {
          metric(index).ifPresent(metric -> metrics.put(index.fieldId(), metric));
        }
      }
    }
    return metrics;
  }

  private static Optional<Metric> metric(IndexInfo index) {
    try {
      IndexType type = IndexType.of(index.indexType());
      Metric metric = Metric.of(index.metricType());
      boolean isApproximate = type != IndexType.FLAT && type.isFor(VectorKind.DENSE);
      return isApproximate && metric.isFor(VectorKind.DENSE)
          ? Optional.of(metric)
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty(); // Whoever builds it or searches with it will say so.
    }
  }
}
