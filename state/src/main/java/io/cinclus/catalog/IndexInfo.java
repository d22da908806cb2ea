package io.cinclus.catalog;

import java.util.Map;

/**
 * An index on a field. Immutable.
 *
 * @param id the position of its creation; below 0 of one that nobody created
 * @param name unique in its collection
 * @param fieldId of the field; one of JSON may have others for other paths
 * @param indexType the engine's name of the algorithm, such as {@code HNSW}
 * @param metricType of a vector field; empty for a scalar field
 * @param params of the algorithm, in the order of their names
 * @param properties that do not change the index, in the order of their names
 */
public record IndexInfo(
    long id,
    String name,
    int fieldId,
    String indexType,
    String metricType,
    Map<String, String> params,
    Map<String, String> properties) {
  /** The type of the index that every field has whose terms filters may ask for. */
  public static final String TEXT_MATCH = "TEXT_MATCH";

  public IndexInfo {
    params = Properties.sorted(params);
    properties = Properties.sorted(properties);
  }

  /** An index without properties. */
  public IndexInfo(
      long id,
      String name,
      int fieldId,
      String indexType,
      String metricType,
      Map<String, String> params) {
    this(id, name, fieldId, indexType, metricType, params, Map.of());
  }

  /** The index of a field's terms. */
  public static IndexInfo ofTerms(int fieldId) {
    return new IndexInfo(-fieldId, "", fieldId, TEXT_MATCH, "", Map.of());
  }

  /** Whether an id is one of {@link #ofTerms}; all others are positions of the catalog's log. */
  public static boolean isOfTerms(long id) {
    return id < 0;
  }

  IndexInfo withProperties(Map<String, String> changed) {
    return new IndexInfo(id, name, fieldId, indexType, metricType, params, changed);
  }

  /** Whether this index says the same as {@code other}, whatever their ids and properties. */
  boolean isSameAs(IndexInfo other) {
    return name.equals(other.name)
        && fieldId == other.fieldId
        && indexType.equals(other.indexType)
        && metricType.equals(other.metricType)
        && params.equals(other.params);
  }
}
