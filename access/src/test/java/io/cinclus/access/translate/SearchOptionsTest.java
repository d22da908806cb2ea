package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.model.CinclusException;
import io.cinclus.v1.SearchRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  @Test
  void queryVectorsAreUnpacked() {
    assertThat(QueryVectors.of(group(PlaceholderType.FloatVector, 1, 2.5f)).get(0).getValuesList())
        .containsExactly(1f, 2.5f);
  }

  @Test
  void queryVectorsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> QueryVectors.of(group(PlaceholderType.VarChar, 1)))
        .hasMessageContaining("VarChar");
    assertThatThrownBy(() -> QueryVectors.of(ByteString.copyFromUtf8("nothing")))
        .isInstanceOf(CinclusException.class);
    assertThatThrownBy(() -> QueryVectors.of(ByteString.EMPTY)).hasMessageContaining("0 groups");
  }

  private static ByteString group(PlaceholderType type, float... components) {
    ByteBuffer bytes =
        ByteBuffer.allocate(components.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float component : components) {
      bytes.putFloat(component);
    }
    return PlaceholderGroup.newBuilder()
        .addPlaceholders(
            PlaceholderValue.newBuilder()
                .setTag("$0")
                .setType(type)
                .addValues(ByteString.copyFrom(bytes.array())))
        .build()
        .toByteString();
  }
}
