package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.FunctionScore;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.vector.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankerFunctionsTest {
  private static FunctionScore function(List<String> fields, String... params) {
    FunctionSchema.Builder function =
        FunctionSchema.newBuilder().setType(FunctionType.Rerank).addAllInputFieldNames(fields);
    for (int i = 0; i < params.length; i += 2) {
      function.addParams(KeyValues.pair(params[i], params[i + 1]));
    }
    return FunctionScore.newBuilder().addFunctions(function).build();
  }

  private static Ranker decay(String curve, String... more) {
    String[] params = {
      "reranker",
      "decay",
      "function",
      curve,
      "origin",
      "100",
      "offset",
      "5",
      "scale",
      "20",
      "decay",
      "0.4"
    };
    String[] all = new String[params.length + more.length];
    System.arraycopy(params, 0, all, 0, params.length);
    System.arraycopy(more, 0, all, params.length, more.length);
    return Ranker.of(Map.of(), function(List.of("pages"), all), Rows.SCHEMA);
  }

  @Test
  void aScoreDecaysToItsShareAtTheScaleBehindTheOffset() {
    for (String curve : List.of("gauss", "exp", "linear")) {
      Ranker ranker = decay(curve);
      assertThat(ranker.field()).isEqualTo("pages");
      assertThat(ranker.weighed(2, 1, 104)).isEqualTo(2);
      assertThat(ranker.weighed(2, 1, 125)).isCloseTo(0.8, within(1e-9));
      assertThat(ranker.weighed(2, 1, 75)).isCloseTo(0.8, within(1e-9));
      assertThat(ranker.weighed(2, 1, Double.NaN)).isZero();
    }
    assertThat(decay("gauss").weighed(1, 1, 145)).isCloseTo(Math.pow(0.4, 4), within(1e-9));
    assertThat(decay("exp").weighed(1, 1, 145)).isCloseTo(Math.pow(0.4, 2), within(1e-9));
    assertThat(decay("linear").weighed(1, 1, 115)).isCloseTo(0.7, within(1e-9));
    assertThat(decay("linear").weighed(1, 1, 145)).isEqualTo(0.4);
  }

  @Test
  void hitsThatDecayAreReordered() {
    Column pages = new Column.Longs(DataType.INT16, new long[] {300, 101}, null);
    Hits hits =
        Hits.newBuilder()
            .setKeys(Keys.newBuilder().setLongs(Longs.newBuilder().addValues(1).addValues(2)))
            .addDistances(0.1f)
            .addDistances(0.5f)
            .setFields(RowsCodec.encode(new RowBatch(2, Map.of(Rows.field("pages").id(), pages))))
            .build();
    Hits ranked =
        new Fusion(decay("gauss"), new Fusion.Page(10, 0, 0), Rows.SCHEMA)
            .fuse(List.of(new Fusion.Found(hits, Metric.L2)), List.of());
    assertThat(ranked.getKeys().getLongs().getValuesList()).containsExactly(2L, 1L);
    assertThat(ranked.getDistances(0))
        .isCloseTo((float) (1 - 2 * Math.atan(0.5) / Math.PI), within(1e-6f));
  }

  @Test
  void scoresOfSeveralSearchesBecomeOneAsTheModeSays() {
    assertThat(decay("exp").together()).isEqualTo(Ranker.Together.MAX);
    assertThat(decay("exp", "score_mode", "sum").together()).isEqualTo(Ranker.Together.SUM);
    assertThat(decay("exp", "score_mode", "avg").weighed(3, 2, 100)).isEqualTo(1.5);
  }

  @Test
  void whatIsNoDecayIsNamed() {
    assertRefused("function", () -> decay("cubic"));
    assertRefused("scale", () -> decay("exp", "scale", "0"));
    assertRefused("offset", () -> decay("exp", "offset", "-1"));
    assertRefused("decay", () -> decay("exp", "decay", "1"));
    assertRefused("'many'", () -> decay("exp", "origin", "many"));
    assertRefused("score_mode", () -> decay("exp", "score_mode", "min"));
    assertRefused(
        "'title'",
        () -> Ranker.of(Map.of(), function(List.of("title"), "reranker", "decay"), Rows.SCHEMA));
    assertRefused(
        "one input field",
        () -> Ranker.of(Map.of(), function(List.of(), "reranker", "decay"), Rows.SCHEMA));
    assertRefused(
        "'origin'",
        () ->
            Ranker.of(
                Map.of(),
                function(List.of("price"), "reranker", "decay", "function", "exp"),
                Rows.SCHEMA));
    assertRefused(
        "input_field_names",
        () -> Ranker.of(Map.of(), function(List.of("price"), "reranker", "rrf"), Rows.SCHEMA));
  }

  @Test
  void boostsAreRead() {
    FunctionScore score =
        function(
                List.of(),
                "reranker",
                "boost",
                "filter",
                "pages > 3",
                "weight",
                "0.5",
                "random_score",
                "{\"seed\": 7, \"field\": \"pages\"}")
            .toBuilder()
            .addParams(KeyValues.pair("boost_mode", "Sum"))
            .build();
    assertThat(Boosts.isThere(score)).isTrue();
    Boosts boosts = Boosts.of(score, Rows.SCHEMA);
    assertThat(boosts.withDistance()).isEqualTo(Boosts.Mode.SUM);
    assertThat(boosts.amongBoosts()).isEqualTo(Boosts.Mode.MULTIPLY);
    assertThat(boosts.boosts().get(0).weight()).isEqualTo(0.5);
    Boosts.Random random = boosts.boosts().get(0).random().orElseThrow();
    assertThat(random.field()).isEqualTo("pages");
    double sum = 0;
    for (long value = 0; value < 1000; value++) {
      assertThat(random.of(value)).isBetween(0.0, 1.0).isEqualTo(random.of(value));
      sum += random.of(value);
    }
    assertThat(sum).isBetween(450.0, 550.0);
    assertRefused("weight", () -> boosts(List.of()));
    assertRefused("input_field_names", () -> boosts(List.of("price"), "weight", "2"));
    assertRefused("'heavy'", () -> boosts(List.of(), "weight", "heavy"));
    assertRefused("filter", () -> boosts(List.of(), "weight", "2", "filter", "color >"));
    assertRefused(
        "random_score",
        () -> boosts(List.of(), "weight", "2", "random_score", "{\"field\":\"title\"}"));
  }

  private static void boosts(List<String> fields, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "reranker";
    all[1] = "boost";
    System.arraycopy(more, 0, all, 2, more.length);
    Boosts.of(function(fields, all), Rows.SCHEMA);
  }

  private static void assertRefused(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(CinclusException.class).hasMessageContaining(message);
  }
}
