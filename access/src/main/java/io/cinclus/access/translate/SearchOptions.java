package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.SearchRequest;
import java.util.HashMap;
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
  private static final String GROUP_BY_FIELD = "group_by_field";
  private static final String GROUP_SIZE = "group_size";
  private static final int MAX_ROUND_DECIMAL = 6;

  /** The most hits of a query vector, those that are passed over among them. */
  public static final int MAX_WINDOW = 16_384;

  public SearchOptions {
    others = Map.copyOf(others);
    if (roundDecimal < -1 || roundDecimal > MAX_ROUND_DECIMAL) {
      throw new CinclusException(
          ErrorCode.BAD_LIMIT,
          "round_decimal [%d] is invalid, should be -1 or an integer in range [0, %d]"
              .formatted(roundDecimal, MAX_ROUND_DECIMAL));
    }
  }

  /** The parameters; {@link ErrorCode#BAD_PARAMETER} for a value that is none. */
  public static SearchOptions of(List<KeyValuePair> pairs) {
    Map<String, String> values = KeyValues.flat(pairs);
    return new SearchOptions(
        KeyValues.integer(values, values.containsKey("topk") ? "topk" : "limit", 0),
        KeyValues.integer(values, "offset", 0),
        KeyValues.integer(values, "round_decimal", -1),
        values.getOrDefault("anns_field", ""),
        values.getOrDefault("metric_type", ""),
        values);
  }

  /** The same for other rows. */
  public SearchOptions forRows(int newLimit, int newOffset) {
    return new SearchOptions(newLimit, newOffset, roundDecimal, field, metric, others);
  }

  /** The same with a parameter more. */
  public SearchOptions with(String key, String value) {
    Map<String, String> more = new HashMap<>(others);
    more.put(key, value);
    return new SearchOptions(limit, offset, roundDecimal, field, metric, more);
  }

  /** Throws {@link ErrorCode#BAD_LIMIT}, in Milvus' words, unless limit and offset can be. */
  public void checkWindow() {
    checkWindow("topk", limit, 1);
    checkWindow("offset", offset, 0);
    checkWindow("offset+topk", (long) limit + offset, 1);
  }

  private static void checkWindow(String name, long value, int least) {
    if (value < least || value > MAX_WINDOW) {
      throw new CinclusException(
          ErrorCode.BAD_LIMIT,
          "%s [%d] is invalid, it should be in range [%d, %d], but got %d"
              .formatted(name, value, 1, MAX_WINDOW, value));
    }
  }

  /** What hits are grouped by; empty: nothing. */
  public String groupByField() {
    return others.getOrDefault(GROUP_BY_FIELD, "");
  }

  /** The most hits of a group. */
  public int groupSize() {
    int size = KeyValues.integer(others, GROUP_SIZE, 1);
    if (size < 1) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "input group size:%d is negative, failed to do search_groupby: send 1 or more"
              .formatted(size));
    }
    return size;
  }

  /** The same, grouped as other options say. */
  public SearchOptions groupedAs(SearchOptions other) {
    return other.groupByField().isEmpty()
        ? this
        : with(GROUP_BY_FIELD, other.groupByField())
            .with(GROUP_SIZE, Integer.toString(other.groupSize()));
  }

  /** Whether it is one of the searches of an iterator. */
  public boolean isIterator() {
    return KeyValues.isTrue(others, "iterator");
  }

  /** Whether hits must be better than some distance. */
  public boolean isRange() {
    return others.containsKey(RADIUS);
  }

  /**
   * Sets them in a search. That of an iterator looks at every row, so that none is left out or
   * comes twice, and needs no parameters of an index.
   *
   * @param indexParameters the names that the field's index knows; Milvus passes over all others
   */
  public void applyTo(SearchRequest.Builder search, Set<String> indexParameters) {
    search.setLimit(limit).setOffset(offset).setVectorField(field).setMetricType(metric);
    search.setIgnoreGrowing(KeyValues.isTrue(others, "ignore_growing")).setExact(isIterator());
    if (!groupByField().isEmpty()) {
      search.setGroupByField(groupByField()).setGroupSize(groupSize());
    }
    others.forEach(
        (key, value) -> {
          if (indexParameters.contains(key) && !isIterator()) {
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
