package io.cinclus.sql.read;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.sql.types.FilterTexts;
import io.cinclus.v1.ConsistencyLevel;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.VectorSearchRuntimeConfigOptions;

/**
 * What one {@code VECTOR_SEARCH} asks: its column, the filters of its table and its MAP. Immutable.
 *
 * @param vectorField the column that is searched
 * @param filter that the table's WHERE and the MAP's {@code filter} say together; empty: none
 * @param consistency which rows are seen at least
 * @param params of the index
 */
record SearchCall(
    String vectorField, String filter, ConsistencyLevel consistency, Map<String, String> params)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String FILTER = "filter";
  private static final String CONSISTENCY = "consistency";

  /** Those of the MAP's keys that are for Flink. */
  private static final Set<String> OF_FLINK =
      Set.of(
          VectorSearchRuntimeConfigOptions.ASYNC.key(),
          VectorSearchRuntimeConfigOptions.ASYNC_OUTPUT_MODE.key(),
          VectorSearchRuntimeConfigOptions.ASYNC_MAX_CONCURRENT_OPERATIONS.key(),
          VectorSearchRuntimeConfigOptions.ASYNC_TIMEOUT.key());

  SearchCall {
    params = Map.copyOf(params);
  }

  /**
   * Reads the MAP. What is neither Flink's nor {@code filter} or {@code consistency} is a parameter
   * of the index, such as {@code ef}.
   */
  static SearchCall of(
      String vectorField, String pushed, ReadableConfig map, ConsistencyLevel otherwise) {
    Map<String, String> params = new HashMap<>(((Configuration) map).toMap());
    params.keySet().removeAll(OF_FLINK);
    String own = params.remove(FILTER);
    String level = params.remove(CONSISTENCY);
    return new SearchCall(
        vectorField,
        FilterTexts.both(pushed, own == null ? "" : own),
        level == null ? otherwise : consistency(level),
        params);
  }

  private static ConsistencyLevel consistency(String level) {
    return switch (level.toUpperCase(Locale.ROOT)) {
      case "STRONG" -> ConsistencyLevel.STRONG;
      case "BOUNDED" -> ConsistencyLevel.BOUNDED;
      case "EVENTUALLY" -> ConsistencyLevel.EVENTUALLY;
      default ->
          throw new CinclusException(
              ErrorCode.BAD_PARAMETER,
              "consistency is '%s': use strong, bounded or eventually".formatted(level));
    };
  }
}
