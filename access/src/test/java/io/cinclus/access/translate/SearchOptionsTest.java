package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
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
  void whatIsNotBuiltOrNoNumberIsNamed() {
    assertRefused("group_by_field", "color", "group_by_field");
    assertRefused("search_iter_v2", "True", "search_iter_v2");
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
