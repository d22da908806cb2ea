package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fields of type GEOMETRY through Milvus' Java client as it is. */
class MilvusGeometryTest {
  private static final String NAME = "places";
  private static final String SQUARE = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))";

  @Test
  void geometriesAreSentAndFoundAsTexts() throws Exception {
    MilvusClientV2 client = StandaloneProcess.shared().client();
    try {
      create(client);
      insert(client);
      for (boolean isSealed : List.of(false, true)) {
        if (isSealed) {
          client.flush(FlushReq.builder().collectionNames(List.of(NAME)).build());
        }
        assertThat(query(client, "id > 0", "place"))
            .containsExactly(
                "POINT (1 1)", SQUARE, "LINESTRING (3 3, 6 6)", "POINT (13.4 52.5)", null);
        filters(client);
        searches(client);
      }
      refuses(client);
    } finally {
      client.close();
    }
  }

  private static void create(MilvusClientV2 client) {
    CreateCollectionReq.CollectionSchema schema = Samples.keyed();
    schema.addField(
        AddFieldReq.builder()
            .fieldName("place")
            .dataType(DataType.Geometry)
            .isNullable(true)
            .build());
    schema.addField(Samples.vector("v"));
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(schema)
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("v")
                        .indexType(IndexParam.IndexType.FLAT)
                        .metricType(IndexParam.MetricType.L2)
                        .build(),
                    IndexParam.builder()
                        .fieldName("place")
                        .indexType(IndexParam.IndexType.RTREE)
                        .build()))
            .build());
    assertThat(
            client
                .describeIndex(
                    DescribeIndexReq.builder().collectionName(NAME).fieldName("place").build())
                .getIndexDescByFieldName("place")
                .getIndexType())
        .isEqualTo(IndexParam.IndexType.RTREE);
  }

  private static void insert(MilvusClientV2 client) {
    client.insert(
        InsertReq.builder()
            .collectionName(NAME)
            .data(
                List.of(
                    row(1, "POINT (1 1)"),
                    row(2, "POLYGON((0 0,4 0,4 4,0 4,0 0))"),
                    row(3, "LINESTRING (3 3, 6 6)"),
                    row(4, "POINT (13.4 52.5)"),
                    row(5, null)))
            .build());
  }

  private static JsonObject row(long id, @Nullable String value) {
    return Samples.row(id, "place", value);
  }

  private static List<Object> query(MilvusClientV2 client, String filter, String field) {
    return Samples.values(client, QueryReq.builder().collectionName(NAME).filter(filter), field);
  }

  private static void filters(MilvusClientV2 client) {
    Map<String, List<Object>> idsByFilter =
        Map.of(
            "ST_WITHIN(place, '%s')".formatted(SQUARE),
            List.of(1L, 2L),
            "st_contains(place, 'POINT (2 2)')",
            List.of(2L),
            "ST_INTERSECTS(place, 'POINT (4 4)')",
            List.of(2L, 3L),
            "st_crosses(place, '%s')".formatted(SQUARE),
            List.of(3L),
            "st_equals(place, 'POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0))')",
            List.of(2L),
            "ST_DWITHIN(place, 'POINT (13.41 52.5)', 1000)",
            List.of(4L),
            "not st_intersects(place, '%s')".formatted(SQUARE),
            List.of(4L),
            "place is null",
            List.of(5L),
            "st_isvalid(place) and id < 3",
            List.of(1L, 2L));
    idsByFilter.forEach(
        (filter, ids) -> assertThat(query(client, filter, "id")).as(filter).isEqualTo(ids));
  }

  private static void searches(MilvusClientV2 client) {
    assertThat(
            client
                .search(
                    SearchReq.builder()
                        .collectionName(NAME)
                        .annsField("v")
                        .data(List.of(new FloatVec(new float[] {9, 0})))
                        .filter("st_intersects(place, '%s')".formatted(SQUARE))
                        .outputFields(List.of("place"))
                        .limit(1)
                        .consistencyLevel(ConsistencyLevel.STRONG)
                        .build())
                .getSearchResults()
                .get(0)
                .get(0)
                .getEntity()
                .get("place"))
        .isEqualTo("LINESTRING (3 3, 6 6)");
  }

  private static void refuses(MilvusClientV2 client) {
    assertThatThrownBy(
            () ->
                client.insert(
                    InsertReq.builder()
                        .collectionName(NAME)
                        .data(List.of(row(6, "POINT (1)")))
                        .build()))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("row 0 of field 'place': 'POINT (1)' is no geometry");
    assertThatThrownBy(() -> query(client, "st_within(place, 'here')", "id"))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("'here' is no geometry");
  }
}
