package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.access.translate.KeyValues;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.catalog.SchemaRules;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.IndexDescription;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexCallsTest {
  private static final CollectionSchema SCHEMA =
      SchemaRules.withFieldIds(
          new CollectionSchema(
              "",
              List.of(
                  FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                  FieldSchema.of("sparse", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE),
                  FieldSchema.of("facts", DataType.JSON, Limits.NONE))));

  private static final Manifests MANIFESTS =
      new Manifests(
          Map.of(
              0,
              Manifest.newBuilder()
                  .addSegments(
                      Segment.newBuilder()
                          .setPartitionId(5)
                          .setRowCount(3)
                          .addIndexes(IndexFile.newBuilder().setIndexId(8)))
                  .addSegments(Segment.newBuilder().setPartitionId(5).setRowCount(4000))
                  .build()),
          Map.of());

  @Test
  void parametersStandBesideOneAnotherOrInAnObject() {
    CreateIndex index =
        IndexCalls.command(
            CreateIndexRequest.newBuilder()
                .setCollectionName("books")
                .setFieldName("vector")
                .setIndexName("near")
                .addExtraParams(KeyValues.pair("index_type", "HNSW"))
                .addExtraParams(KeyValues.pair("metric_type", "L2"))
                .addExtraParams(KeyValues.pair("mmap.enabled", "true"))
                .addExtraParams(KeyValues.pair("M", "8"))
                .addExtraParams(KeyValues.pair("params", "{\"efConstruction\":64}"))
                .build(),
            "library");
    assertThat(index)
        .isEqualTo(
            CreateIndex.newBuilder()
                .setDatabase("library")
                .setCollection("books")
                .setField("vector")
                .setIndex("near")
                .setIndexType("HNSW")
                .setMetricType("L2")
                .putParams("M", "8")
                .putParams("efConstruction", "64")
                .putProperties("mmap.enabled", "true")
                .build());
  }

  @Test
  void whatIsNotSentIsLeftToTheCatalog() {
    CreateIndex index =
        IndexCalls.command(
            CreateIndexRequest.newBuilder()
                .setFieldName("facts")
                .addExtraParams(
                    KeyValues.pair(
                        "params", "{\"json_path\":\"facts['n']\",\"json_cast_type\":\"DOUBLE\"}"))
                .build(),
            "default");
    assertThat(index.getIndexType()).isEmpty();
    assertThat(index.getMetricType()).isEmpty();
    assertThat(index.getParamsMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("json_path", "facts['n']", "json_cast_type", "DOUBLE"));
  }

  @Test
  void onlyIndexesOfVectorsHaveAMetric() {
    IndexDescription sparse =
        describe(new IndexInfo(8, "s", id("sparse"), "SPARSE_INVERTED_INDEX", "IP", Map.of()));
    assertThat(KeyValues.of(sparse.getParamsList()))
        .isEqualTo(Map.of("index_type", "SPARSE_INVERTED_INDEX", "metric_type", "IP"));
    assertThat(sparse.getFieldName()).isEqualTo("sparse");
    assertThat(sparse.getIndexedRows()).isEqualTo(3);
    assertThat(sparse.getTotalRows()).isEqualTo(4003);
    assertThat(sparse.getPendingIndexRows()).isEqualTo(4000);

    IndexDescription json =
        describe(
            new IndexInfo(9, "f", id("facts"), "INVERTED", "", Map.of("json_path", "facts['n']")));
    assertThat(KeyValues.of(json.getParamsList()))
        .isEqualTo(Map.of("index_type", "INVERTED", "json_path", "facts['n']"));
    assertThat(json.getIndexedRows()).isEqualTo(3);
  }

  private static int id(String field) {
    return SCHEMA.field(field).orElseThrow().id();
  }

  private static IndexDescription describe(IndexInfo index) {
    CollectionInfo collection =
        new CollectionInfo(
            1,
            "default",
            "books",
            SCHEMA,
            List.of(0),
            List.of(new PartitionInfo(5, "_default")),
            List.of(index),
            true);
    return IndexCalls.describe(index, collection, MANIFESTS);
  }
}
