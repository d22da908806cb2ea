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
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fields of type TIMESTAMPTZ through Milvus' Java client as it is, and through REST. */
class MilvusTimesTest {
  private static final String NAME = "times";

  @Test
  void timesAreKeptInUtcAndShownInTheZoneAskedFor() throws Exception {
    StandaloneProcess cinclus = StandaloneProcess.shared();
    MilvusClientV2 client = cinclus.client();
    try {
      create(client);
      insert(client);
      for (boolean isSealed : List.of(false, true)) {
        if (isSealed) {
          client.flush(FlushReq.builder().collectionNames(List.of(NAME)).build());
        }
        shows(client);
        filters(client);
        searches(client);
      }
      refuses(client);
      rest(cinclus.address());
    } finally {
      client.close();
    }
  }

  private static void create(MilvusClientV2 client) {
    CreateCollectionReq.CollectionSchema schema = Samples.keyed();
    schema.addField(
        AddFieldReq.builder()
            .fieldName("at")
            .dataType(DataType.Timestamptz)
            .isNullable(true)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName("made")
            .dataType(DataType.Timestamptz)
            .defaultValue("2020-01-01 08:00:00")
            .build());
    schema.addField(Samples.vector("v"));
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(schema)
            .property("timezone", "Asia/Shanghai")
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("v")
                        .indexType(IndexParam.IndexType.FLAT)
                        .metricType(IndexParam.MetricType.L2)
                        .build(),
                    IndexParam.builder()
                        .fieldName("at")
                        .indexType(IndexParam.IndexType.STL_SORT)
                        .build()))
            .build());
    assertThat(
            client
                .describeCollection(DescribeCollectionReq.builder().collectionName(NAME).build())
                .getCollectionSchema()
                .getField("made")
                .getDefaultValue())
        .isEqualTo("2020-01-01T08:00:00+08:00");
  }

  private static void insert(MilvusClientV2 client) {
    client.insert(
        InsertReq.builder()
            .collectionName(NAME)
            .data(
                List.of(
                    row(1, "2025-01-01T00:00:00Z"),
                    row(2, "2025-01-31 08:00:00"),
                    row(3, "2025-02-28T19:00:00.25-05:00"),
                    row(4, null)))
            .build());
  }

  private static JsonObject row(long id, @Nullable String value) {
    return Samples.row(id, "at", value);
  }

  private static List<Object> query(
      MilvusClientV2 client, String filter, String field, String zone) {
    return Samples.values(
        client, QueryReq.builder().collectionName(NAME).filter(filter).timezone(zone), field);
  }

  private static void shows(MilvusClientV2 client) {
    assertThat(query(client, "id > 0", "at", ""))
        .containsExactly(
            "2025-01-01T08:00:00+08:00",
            "2025-01-31T08:00:00+08:00",
            "2025-03-01T08:00:00.25+08:00",
            null);
    assertThat(query(client, "id in [1, 3]", "at", "America/Havana"))
        .containsExactly("2024-12-31T19:00:00-05:00", "2025-02-28T19:00:00.25-05:00");
    assertThat(query(client, "id == 1", "made", "UTC")).containsExactly("2020-01-01T00:00:00Z");
  }

  private static void filters(MilvusClientV2 client) {
    Map<String, List<Object>> idsByFilter =
        Map.of(
            "at == ISO '2025-01-31T00:00:00Z'", List.of(2L),
            "at == ISO '2025-01-31 08:00:00'", List.of(2L),
            "ISO '2025-01-01T00:00:00Z' < at", List.of(2L, 3L),
            "at != ISO '2025-01-01T00:00:00Z'", List.of(2L, 3L),
            "at is null", List.of(4L),
            "at + INTERVAL 'P1M' >= ISO '2025-02-28T00:00:00Z'", List.of(2L, 3L),
            "at - INTERVAL 'PT1H' < ISO '2025-01-01T00:00:00Z'", List.of(1L),
            "at > made", List.of(1L, 2L, 3L));
    idsByFilter.forEach(
        (filter, ids) -> assertThat(query(client, filter, "id", "")).as(filter).isEqualTo(ids));
    assertThat(query(client, "at == ISO '2025-01-31T00:00:00'", "id", "UTC"))
        .as("a time without a zone is of that of the request")
        .containsExactly(2L);
  }

  private static void searches(MilvusClientV2 client) {
    assertThat(
            client
                .search(
                    SearchReq.builder()
                        .collectionName(NAME)
                        .annsField("v")
                        .data(List.of(new FloatVec(new float[] {9, 0})))
                        .filter("at < ISO '2025-02-01 08:00:00'")
                        .outputFields(List.of("at"))
                        .timezone("UTC")
                        .limit(1)
                        .consistencyLevel(ConsistencyLevel.STRONG)
                        .build())
                .getSearchResults()
                .get(0)
                .get(0)
                .getEntity()
                .get("at"))
        .isEqualTo("2025-01-31T00:00:00Z");
  }

  private static void refuses(MilvusClientV2 client) {
    assertThatThrownBy(() -> query(client, "id > 0", "at", "Mars/Base"))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("'Mars/Base' is no time zone");
    assertThatThrownBy(
            () ->
                client.insert(
                    InsertReq.builder()
                        .collectionName(NAME)
                        .data(List.of(row(5, "tomorrow")))
                        .build()))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("row 0 of field 'at': 'tomorrow' is no point in time");
  }

  private static void rest(String address) throws Exception {
    String inserted =
        post(
            address,
            "insert",
            "{'collectionName': 'times', 'data': [{'id': 6, 'v': [6, 0], 'at': '2026-01-01 00:00:00'}]}");
    assertThat(inserted).contains("\"code\":0");
    assertThat(
            post(
                address,
                "query",
                "{'collectionName': 'times', 'filter': 'id == 6', 'outputFields': ['at'],"
                    + " 'timezone': 'UTC', 'consistencyLevel': 'Strong'}"))
        .contains("\"at\":\"2025-12-31T16:00:00Z\"");
  }

  private static String post(String address, String endpoint, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("%s/v2/vectordb/entities/%s".formatted(address, endpoint)))
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
