package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.SearchRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a search, which clients send as texts. Immutable.
 *
 * @param limit hits of each query vector
 * @param offset hits that are passed over
 * @param roundDecimal digits that scores are rounded to; -1: none
 * @param field that is searched; empty: the only one
 * @param metric empty: that of the index
 * @param others all parameters by name, those of the index among them
 */
public record SearchOptions(
    int limit,
    int offset,
    int roundDecimal,
    String field,
    String metric,
    Map<String, String> others) {
  private static final String RADIUS = "radius";
  private static final String RANGE_FILTER = "range_filter";
  private static final int MAX_ROUND_DECIMAL = 6;

  /** What changes the answer and is not built yet: to be refused rather than passed over. */
  private static final List<String> NOT_BUILT = List.of("group_by_field", "search_iter_v2");

  public SearchOptions {
    others = Map.copyOf(others);
    if (roundDecimal < -1 || roundDecimal > MAX_ROUND_DECIMAL) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "round_decimal is %d: send -1 to %d".formatted(roundDecimal, MAX_ROUND_DECIMAL));
    }
  }

  /** The parameters; {@link ErrorCode#BAD_PARAMETER} for a value that is none. */
  public static SearchOptions of(List<KeyValuePair> pairs) {
    Map<String, String> values = KeyValues.flat(pairs);
    for (String key : NOT_BUILT) {
      String value = values.getOrDefault(key, "");
      if (!value.isEmpty() && !value.equalsIgnoreCase("false")) {
        throw new CinclusException(
            ErrorCode.BAD_PARAMETER, "%s is not built yet: leave it out".formatted(key));
      }
    }
    return new SearchOptions(
        KeyValues.integer(values, values.containsKey("topk") ? "topk" : "limit", 0),
        KeyValues.integer(values, "offset", 0),
        KeyValues.integer(values, "round_decimal", -1),
        values.getOrDefault("anns_field", ""),
        values.getOrDefault("metric_type", ""),
        values);
  }

  /**
   * Sets them in a search.
   *
   * @param indexParameters the names that the field's index knows; Milvus passes over all others
   */
  public void applyTo(SearchRequest.Builder search, Set<String> indexParameters) {
    search.setLimit(limit).setOffset(offset).setVectorField(field).setMetricType(metric);
    others.forEach(
        (key, value) -> {
          if (indexParameters.contains(key)) {
            search.putParams(key, value);
          }
        });
    String radius = others.get(RADIUS);
    if (radius != null) {
      search.setRadius(KeyValues.number(RADIUS, radius));
    }
    String rangeFilter = others.get(RANGE_FILTER);
    if (rangeFilter != null) {
      search.setRangeFilter(KeyValues.number(RANGE_FILTER, rangeFilter));
    }
  }
}
