package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.SearchRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchOptionsTest {
  @Test
  void textsAndTheirJsonAreRead() {
    SearchOptions options =
        SearchOptions.of(
            List.of(
                KeyValues.pair("topk", "5"),
                KeyValues.pair("offset", "2"),
                KeyValues.pair("round_decimal", "3"),
                KeyValues.pair("anns_field", "vector"),
                KeyValues.pair("metric_type", "L2"),
                KeyValues.pair("ignore_growing", "False"),
                KeyValues.pair(
                    "params", "{\"ef\":64,\"nprobe\":\"8\",\"radius\":1.5,\"range_filter\":0.5}")));
    SearchRequest.Builder search = SearchRequest.newBuilder();
    options.applyTo(search, Set.of("ef"));
    assertThat(search.build())
        .isEqualTo(
            SearchRequest.newBuilder()
                .setLimit(5)
                .setOffset(2)
                .setVectorField("vector")
                .setMetricType("L2")
                .putParams("ef", "64")
                .setRadius(1.5f)
                .setRangeFilter(0.5f)
                .build());
    assertThat(options.roundDecimal()).isEqualTo(3);
  }

  @Test
  void groupsAndIteratorsAreRead() {
    SearchRequest.Builder search = SearchRequest.newBuilder();
    SearchOptions.of(
            List.of(
                KeyValues.pair("limit", "5"),
                KeyValues.pair("group_by_field", "color"),
                KeyValues.pair("group_size", "3"),
                KeyValues.pair("ignore_growing", "True")))
        .applyTo(search, Set.of());
    assertThat(search.build())
        .isEqualTo(
            SearchRequest.newBuilder()
                .setLimit(5)
                .setGroupByField("color")
                .setGroupSize(3)
                .setIgnoreGrowing(true)
                .build());
    SearchRequest.Builder page = SearchRequest.newBuilder();
    SearchOptions.of(List.of(KeyValues.pair("iterator", "True"), KeyValues.pair("ef", "9")))
        .applyTo(page, Set.of("ef"));
    assertThat(page.build()).isEqualTo(SearchRequest.newBuilder().setExact(true).build());
  }

  @Test
  void theWindowIsMilvusOwn() {
    assertWindow("16385", "0", "topk [16385] is invalid, it should be in range [1, 16384]");
    assertWindow("0", "0", "topk [0]");
    assertWindow("1", "-1", "offset [-1]");
    assertWindow("10", "16380", "offset+topk [16390]");
    options("10", "16374").checkWindow();
  }

  private static SearchOptions options(String limit, String offset) {
    return SearchOptions.of(
        List.of(KeyValues.pair("topk", limit), KeyValues.pair("offset", offset)));
  }

  private static void assertWindow(String limit, String offset, String message) {
    assertThatThrownBy(() -> options(limit, offset).checkWindow())
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_LIMIT))
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoNumberIsNamed() {
    assertRefused("topk", "ten", "'ten'");
    assertRefused("round_decimal", "7", "round_decimal");
    assertRefused("params", "[1]", "JSON object");
  }

  private static void assertRefused(String key, String value, String what) {
    assertThatThrownBy(() -> SearchOptions.of(List.of(KeyValues.pair(key, value))))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(what);
  }
}
