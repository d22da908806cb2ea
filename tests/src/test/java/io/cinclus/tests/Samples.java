package io.cinclus.tests;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.milvus.common.clientenum.FunctionType;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.vector.request.QueryReq;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What several tests of Milvus' Java client make their collections of, and ask them. Stateless. */
final class Samples {
  private Samples() {}

  /** A key {@code id}, no more. */
  static CreateCollectionReq.CollectionSchema keyed() {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.addField(
        AddFieldReq.builder().fieldName("id").dataType(DataType.Int64).isPrimaryKey(true).build());
    return schema;
  }

  /** A key, an English {@code text}, and {@code sparse}, which BM25 fills. */
  static CreateCollectionReq.CollectionSchema texts() {
    CreateCollectionReq.CollectionSchema schema = keyed();
    schema.addField(
        AddFieldReq.builder()
            .fieldName("text")
            .dataType(DataType.VarChar)
            .maxLength(1000)
            .enableAnalyzer(true)
            .enableMatch(true)
            .analyzerParams(Map.of("type", "english"))
            .build());
    schema.addField(
        AddFieldReq.builder().fieldName("sparse").dataType(DataType.SparseFloatVector).build());
    schema.addFunction(
        CreateCollectionReq.Function.builder()
            .name("bm25")
            .functionType(FunctionType.BM25)
            .inputFieldNames(List.of("text"))
            .outputFieldNames(List.of("sparse"))
            .build());
    return schema;
  }

  /** A field of vectors of two coordinates. */
  static AddFieldReq vector(String name) {
    return AddFieldReq.builder()
        .fieldName(name)
        .dataType(DataType.FloatVector)
        .dimension(2)
        .build();
  }

  /** A row with a value of one field, and {@code v} as (id, 0). */
  static JsonObject row(long id, String field, @Nullable String value) {
    JsonObject row = new JsonObject();
    row.addProperty("id", id);
    if (value == null) {
      row.add(field, JsonNull.INSTANCE);
    } else {
      row.addProperty(field, value);
    }
    JsonArray vector = new JsonArray();
    vector.add(id);
    vector.add(0);
    row.add("v", vector);
    return row;
  }

  /** Rows of {@link #texts}, whose ids are the numbers of the lines. */
  static List<JsonObject> rows(List<String> texts) {
    return IntStream.range(0, texts.size())
        .mapToObj(
            id -> {
              JsonObject row = new JsonObject();
              row.addProperty("id", id);
              row.addProperty("text", texts.get(id));
              return row;
            })
        .toList();
  }

  /** A field's values, at Strong. */
  static List<Object> values(MilvusClientV2 client, QueryReq.QueryReqBuilder query, String field) {
    return client
        .query(query.outputFields(List.of(field)).consistencyLevel(ConsistencyLevel.STRONG).build())
        .getQueryResults()
        .stream()
        .map(row -> row.getEntity().get(field))
        .toList();
  }
}
