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

class FusionTest {
  private static final FunctionScore NONE = FunctionScore.getDefaultInstance();

  @Test
  void reciprocalRanksAreSummed() {
    Ranker ranker = Ranker.of(Map.of("strategy", "rrf", "params", "{\"k\":10}"), NONE, Rows.SCHEMA);
    Hits fused =
        fuse(ranker, 10, 0, found(Metric.L2, 1, 0.1f, 2, 0.2f), found(Metric.L2, 2, 0.3f, 3, 0.4f));
    assertThat(fused.getKeys().getLongs().getValuesList()).containsExactly(2L, 1L, 3L);
    assertThat(fused.getDistances(0)).isCloseTo((float) (1.0 / 12 + 1.0 / 11), within(1e-6f));
    assertThat(fused.getDistances(1)).isCloseTo((float) (1.0 / 11), within(1e-6f));
  }

  @Test
  void rowsOfOneScoreStandInTheOrderOfTheirKeys() {
    Ranker ranker = Ranker.of(Map.of(), NONE, Rows.SCHEMA);
    Hits fused = fuse(ranker, 1, 1, found(Metric.IP, 9, 1, 5, 0), found(Metric.IP, 4, 1, 8, 0));
    assertThat(fused.getKeys().getLongs().getValuesList()).containsExactly(9L);
  }

  @Test
  void weightedDistancesAreBroughtBetweenZeroAndOne() {
    Ranker ranker =
        Ranker.of(
            Map.of("strategy", "weighted", "params", "{\"weights\":[0.5,1.0]}"), NONE, Rows.SCHEMA);
    Hits fused =
        fuse(ranker, 10, 0, found(Metric.COSINE, 1, 1, 2, 0), found(Metric.L2, 2, 0f, 3, 1f));
    assertThat(fused.getKeys().getLongs().getValuesList()).containsExactly(2L, 1L, 3L);
    assertThat(fused.getDistancesList()).containsExactly(1.25f, 0.5f, 0.5f);
  }

  @Test
  void theNewerPlaceOfTheRankerIsReadToo() {
    FunctionScore score =
        FunctionScore.newBuilder()
            .addFunctions(
                FunctionSchema.newBuilder()
                    .setType(FunctionType.Rerank)
                    .addParams(KeyValues.pair("reranker", "weighted"))
                    .addParams(KeyValues.pair("weights", "[1, 0.5]")))
            .build();
    assertThat(Ranker.of(Map.of(), score, Rows.SCHEMA))
        .isEqualTo(new Ranker.Weighted(List.of(1.0, 0.5), false));
  }

  @Test
  void whatIsNoRankerIsNamed() {
    assertThatThrownBy(() -> Ranker.of(Map.of("strategy", "best"), NONE, Rows.SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("'best'");
    Ranker weighted = new Ranker.Weighted(List.of(1.0), true);
    assertThatThrownBy(() -> weighted.check(2)).hasMessageContaining("1 weights for 2 searches");
    assertThatThrownBy(() -> new Ranker.Weighted(List.of(Double.NaN), true))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Ranker.ReciprocalRank(0)).hasMessageContaining("k of the rrf");
  }

  @Test
  void distancesOfWhichLessIsBetterAreTurnedRoundEvenWhereTheyAreNotNormalized() {
    Ranker ranker = new Ranker.Weighted(List.of(1.0), false);
    Hits fused = fuse(ranker, 10, 0, found(Metric.L2, 7, 3f, 8, 1f));
    assertThat(fused.getKeys().getLongs().getValuesList()).containsExactly(8L, 7L);
    Hits plain = fuse(ranker, 10, 0, found(Metric.IP, 7, 3f, 8, 1f));
    assertThat(plain.getDistancesList()).containsExactly(3f, 1f);
  }

  @Test
  void aGroupHasItsBestRowsOfAllSearchesTogether() {
    Fusion fusion =
        new Fusion(
            new Ranker.Weighted(List.of(1.0, 1.0), false), new Fusion.Page(1, 1, 2), Rows.SCHEMA);
    Hits fused =
        fusion.fuse(
            List.of(
                grouped(found(Metric.IP, 1, 9, 2, 1), "a", "b"),
                grouped(found(Metric.IP, 3, 5, 2, 6), "b", "b")),
            List.of());
    assertThat(fused.getKeys().getLongs().getValuesList()).containsExactly(2L, 3L);
    assertThat(fused.getDistancesList()).containsExactly(7f, 5f);
    assertThat(fused.getGroupValues().getColumns(0).getTexts().getValuesList())
        .containsExactly("b", "b");
  }

  private static Fusion.Found grouped(Fusion.Found found, String... values) {
    RowBatch groups =
        new RowBatch(
            values.length,
            Map.of(Rows.field("title").id(), new Column.Texts(DataType.VARCHAR, values, null)));
    return new Fusion.Found(
        found.hits().toBuilder().setGroupValues(RowsCodec.encode(groups)).build(), found.metric());
  }

  private static Hits fuse(Ranker ranker, int limit, int offset, Fusion.Found... searches) {
    return new Fusion(ranker, new Fusion.Page(limit, offset, 0), Rows.SCHEMA)
        .fuse(List.of(searches), List.of());
  }

  private static Fusion.Found found(
      Metric metric, long first, float firstDistance, long second, float secondDistance) {
    return new Fusion.Found(
        Hits.newBuilder()
            .setKeys(
                Keys.newBuilder().setLongs(Longs.newBuilder().addValues(first).addValues(second)))
            .addDistances(firstDistance)
            .addDistances(secondDistance)
            .build(),
        metric);
  }
}
