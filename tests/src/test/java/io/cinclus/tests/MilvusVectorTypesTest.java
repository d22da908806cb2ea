package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cinclus.value.Bfloat16;
import io.cinclus.value.Float16;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.BFloat16Vec;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.BinaryVec;
import io.milvus.v2.service.vector.request.data.Float16Vec;
import io.milvus.v2.service.vector.request.data.Int8Vec;
import io.milvus.v2.service.vector.request.data.SparseFloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Vectors of every type and indexes of scalars, through Milvus' Java client as it is. */
class MilvusVectorTypesTest {
  private static final String NAME = "everything";
  private static final int DIMENSION = 8;
  private static final int ROWS = 5;

  @Test
  void everyTypeIsInsertedSearchedAndGivenOut() throws IOException {
    MilvusClientV2 client = StandaloneProcess.shared().client();
    try {
      create(client);
      client.insert(
          InsertReq.builder()
              .collectionName(NAME)
              .data(IntStream.range(0, ROWS).mapToObj(MilvusVectorTypesTest::row).toList())
              .build());
      searches(client);
      output(client);
      indexes(client);
    } finally {
      client.close();
    }
  }

  private static void create(MilvusClientV2 client) {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.addField(
        AddFieldReq.builder().fieldName("id").dataType(DataType.Int64).isPrimaryKey(true).build());
    schema.addField(vectors("halves", DataType.Float16Vector));
    schema.addField(vectors("brains", DataType.BFloat16Vector));
    schema.addField(vectors("bytes", DataType.Int8Vector));
    schema.addField(vectors("bits", DataType.BinaryVector));
    schema.addField(
        AddFieldReq.builder().fieldName("sparse").dataType(DataType.SparseFloatVector).build());
    schema.addField(
        AddFieldReq.builder().fieldName("word").dataType(DataType.VarChar).maxLength(16).build());
    schema.addField(AddFieldReq.builder().fieldName("facts").dataType(DataType.JSON).build());
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(schema)
            .indexParams(
                List.of(
                    index("halves", IndexParam.IndexType.AUTOINDEX).build(),
                    index("brains", IndexParam.IndexType.HNSW)
                        .metricType(IndexParam.MetricType.L2)
                        .build(),
                    index("bytes", IndexParam.IndexType.HNSW)
                        .metricType(IndexParam.MetricType.L2)
                        .build(),
                    index("bits", IndexParam.IndexType.BIN_FLAT).build(),
                    index("sparse", IndexParam.IndexType.SPARSE_INVERTED_INDEX).build(),
                    index("word", IndexParam.IndexType.INVERTED).build(),
                    index("facts", IndexParam.IndexType.INVERTED)
                        .extraParams(
                            Map.of("json_path", "facts[\"size\"]", "json_cast_type", "double"))
                        .build()))
            .build());
  }

  private static AddFieldReq vectors(String name, DataType type) {
    return AddFieldReq.builder().fieldName(name).dataType(type).dimension(DIMENSION).build();
  }

  private static IndexParam.IndexParamBuilder index(String field, IndexParam.IndexType type) {
    return IndexParam.builder().fieldName(field).indexName(field + "_index").indexType(type);
  }

  private static JsonObject row(int id) {
    JsonObject row = new JsonObject();
    row.addProperty("id", id);
    row.add("halves", json(halves(id)));
    row.add("brains", json(brains(id)));
    row.add("bytes", json(bytes(id)));
    row.add("bits", json(bits(id)));
    JsonObject sparse = new JsonObject();
    sparse(id).forEach((index, value) -> sparse.addProperty(Long.toString(index), value));
    row.add("sparse", sparse);
    row.addProperty("word", "w" + id);
    JsonObject facts = new JsonObject();
    facts.addProperty("size", id);
    row.add("facts", facts);
    return row;
  }

  private static JsonArray json(byte[] bytes) {
    JsonArray json = new JsonArray();
    for (byte one : bytes) {
      json.add(one);
    }
    return json;
  }

  private static byte[] halves(int id) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < DIMENSION; i++) {
      bytes.putShort(Float16.of(i == id ? 1.5f : 0.25f));
    }
    return bytes.array();
  }

  private static byte[] brains(int id) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < DIMENSION; i++) {
      bytes.putShort(Bfloat16.of(i == id ? -3 : 0.5f));
    }
    return bytes.array();
  }

  private static byte[] bytes(int id) {
    byte[] bytes = new byte[DIMENSION];
    bytes[id] = -128;
    return bytes;
  }

  private static byte[] bits(int id) {
    return new byte[] {(byte) (1 << id)};
  }

  private static SortedMap<Long, Float> sparse(int id) {
    return new TreeMap<>(Map.of((long) id, 2f, 4_000_000_000L, 0.5f));
  }

  private static void searches(MilvusClientV2 client) {
    assertThat(best(client, "halves", new Float16Vec(halves(3))).getScore()).isCloseTo(1, within());
    assertThat(best(client, "brains", new BFloat16Vec(brains(3))).getScore()).isZero();
    assertThat(best(client, "bytes", new Int8Vec(bytes(3))).getScore()).isZero();
    assertThat(best(client, "bits", new BinaryVec(bits(3))).getScore()).isZero();
    assertThat(best(client, "sparse", new SparseFloatVec(sparse(3))).getScore()).isEqualTo(4.25f);
    for (String field : List.of("halves", "brains", "bytes", "bits", "sparse")) {
      SearchReq.SearchReqBuilder ofRow =
          SearchReq.builder().ids(List.of(2L)).filter("word == \"w2\" and facts[\"size\"] < 3");
      assertThat(hits(client, field, ofRow))
          .as(field)
          .extracting(SearchResp.SearchResult::getId)
          .containsExactly(2L);
    }
    assertThatThrownBy(() -> best(client, "bits", new Int8Vec(bytes(3))))
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(1100));
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.api.Assertions.within(1e-3f);
  }

  /** The first hit, which is row 3. */
  private static SearchResp.SearchResult best(
      MilvusClientV2 client, String field, BaseVector vector) {
    SearchReq.SearchReqBuilder ofVector = SearchReq.builder().data(List.of(vector));
    SearchResp.SearchResult best = hits(client, field, ofVector).get(0);
    assertThat(best.getId()).as(field).isEqualTo(3L);
    return best;
  }

  private static List<SearchResp.SearchResult> hits(
      MilvusClientV2 client, String field, SearchReq.SearchReqBuilder search) {
    return client
        .search(
            search
                .collectionName(NAME)
                .annsField(field)
                .consistencyLevel(ConsistencyLevel.STRONG)
                .limit(2)
                .build())
        .getSearchResults()
        .get(0);
  }

  private static void output(MilvusClientV2 client) {
    Map<String, Object> row =
        client
            .query(
                QueryReq.builder()
                    .collectionName(NAME)
                    .filter("facts[\"size\"] == 4")
                    .outputFields(List.of("*"))
                    .consistencyLevel(ConsistencyLevel.STRONG)
                    .build())
            .getQueryResults()
            .get(0)
            .getEntity();
    assertThat(row).containsEntry("word", "w4").containsEntry("sparse", sparse(4));
    assertThat(array(row, "halves")).isEqualTo(halves(4));
    assertThat(array(row, "brains")).isEqualTo(brains(4));
    assertThat(array(row, "bytes")).isEqualTo(bytes(4));
    assertThat(array(row, "bits")).isEqualTo(bits(4));
  }

  private static byte[] array(Map<String, Object> row, String field) {
    if (row.get(field) instanceof ByteBuffer bytes) {
      byte[] array = new byte[bytes.capacity()];
      bytes.duplicate().clear().get(array);
      return array;
    }
    throw new AssertionError(field + " is no vector: " + row.get(field));
  }

  private static void indexes(MilvusClientV2 client) {
    assertThat(describe(client, "halves").getMetricType()).isEqualTo(IndexParam.MetricType.COSINE);
    assertThat(describe(client, "bits").getMetricType()).isEqualTo(IndexParam.MetricType.HAMMING);
    assertThat(describe(client, "sparse").getMetricType()).isEqualTo(IndexParam.MetricType.IP);
    assertThat(describe(client, "word").getIndexType()).isEqualTo(IndexParam.IndexType.INVERTED);
    assertThat(describe(client, "facts").getExtraParams())
        .containsEntry("json_path", "facts[\"size\"]")
        .containsEntry("json_cast_type", "double");
  }

  private static DescribeIndexResp.IndexDesc describe(MilvusClientV2 client, String field) {
    return client
        .describeIndex(DescribeIndexReq.builder().collectionName(NAME).fieldName(field).build())
        .getIndexDescriptions()
        .get(0);
  }
}
