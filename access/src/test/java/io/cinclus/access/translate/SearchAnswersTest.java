package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.SearchResultData;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchAnswersTest {
  @Test
  void theHitsOfAllQueriesFollowOneAnother() {
    OutputSelection output = OutputSelection.of(List.of("pages"), Rows.SCHEMA, false);
    SearchResultData data =
        SearchAnswers.search(
                List.of(
                    hits(new long[] {3, 1}, 0.123f, 0.5f),
                    hits(new long[] {}),
                    hits(new long[] {2}, 1)),
                output,
                Rows.SCHEMA,
                2,
                2)
            .getResults();
    assertThat(data.getNumQueries()).isEqualTo(3);
    assertThat(data.getTopksList()).containsExactly(2L, 0L, 1L);
    assertThat(data.getIds().getIntId().getDataList()).containsExactly(3L, 1L, 2L);
    assertThat(data.getScoresList()).containsExactly(0.12f, 0.5f, 1f);
    assertThat(data.getFieldsData(0).getFieldName()).isEqualTo("pages");
    assertThat(data.getFieldsData(0).getScalars().getIntData().getDataList())
        .containsExactly(30, 10, 20);
    assertThat(data.getPrimaryFieldName()).isEqualTo("id");
  }

  @Test
  void membersOfTheDynamicFieldAreGivenOutOneByOne() {
    OutputSelection output = OutputSelection.of(List.of("color", "id"), Rows.SCHEMA, false);
    assertThat(output.fieldNames()).containsExactly("$meta", "id");
    assertThat(output.names()).containsExactly("id", "color");
    RowBatch batch =
        new RowBatch(
            1,
            Map.of(
                Rows.field("id").id(),
                new Column.Longs(DataType.INT64, new long[] {1}, null),
                Rows.field("$meta").id(),
                new Column.Texts(
                    DataType.JSON, new String[] {"{\"color\":\"red\",\"size\":3}"}, null)));
    assertThat(output.columns(List.of(batch)).get(0).getScalars().getJsonData().getData(0))
        .isEqualTo(com.google.protobuf.ByteString.copyFromUtf8("{\"color\":\"red\"}"));
  }

  @Test
  void aQueryGivesTheKeyWithoutBeingAsked() {
    OutputSelection output = OutputSelection.of(List.of("pages"), Rows.SCHEMA, true);
    assertThat(output.fieldNames()).containsExactly("pages", "id");
  }

  @Test
  void noRowsAreColumnsWithoutValues() {
    QueryResults results =
        SearchAnswers.query(
            List.of(), OutputSelection.of(List.of("*"), Rows.SCHEMA, true), Rows.SCHEMA);
    assertThat(results.getFieldsDataCount()).isEqualTo(Rows.SCHEMA.fields().size());
    assertThat(results.getFieldsData(0).getScalars().getLongData().getDataCount()).isZero();
  }

  @Test
  void aCountIsAColumnOfOneRow() {
    assertThat(SearchAnswers.count(7).getFieldsData(0).getScalars().getLongData().getDataList())
        .containsExactly(7L);
  }

  @Test
  void aFieldThatIsNotThereIsNamed() {
    var schema = new io.cinclus.model.CollectionSchema("", Rows.SCHEMA.fields().subList(0, 4));
    assertThatThrownBy(() -> OutputSelection.of(List.of("color"), schema, false))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("'color'");
  }

  private static Hits hits(long[] keys, float... distances) {
    long[] pages = java.util.Arrays.stream(keys).map(key -> 10 * key).toArray();
    Longs.Builder all = Longs.newBuilder();
    for (long key : keys) {
      all.addValues(key);
    }
    Hits.Builder hits =
        Hits.newBuilder()
            .setKeys(Keys.newBuilder().setLongs(all))
            .setFields(
                RowsCodec.encode(
                    new RowBatch(
                        keys.length,
                        Map.of(
                            Rows.field("pages").id(),
                            new Column.Longs(DataType.INT16, pages, null)))));
    for (float distance : distances) {
      hits.addDistances(distance);
    }
    return hits.build();
  }
}
