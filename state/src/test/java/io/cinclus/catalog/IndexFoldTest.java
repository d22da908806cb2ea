package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateIndex;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexFoldTest {
  private final LogFixture log = new LogFixture();

  @Test
  void anIndexThatSaysNothingHasTheDefaultsOfItsField() {
    List<FieldSchema> fields =
        List.of(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("dense", DataType.INT8_VECTOR, Limits.dimension(8)),
            FieldSchema.of("binary", DataType.BINARY_VECTOR, Limits.dimension(8)),
            FieldSchema.of("sparse", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE),
            FieldSchema.of("facts", DataType.JSON, Limits.NONE));
    createOf(fields);
    Map<String, String> metrics = Map.of("dense", "COSINE", "binary", "HAMMING", "sparse", "IP");
    for (FieldSchema field : fields) {
      log.accept(index(field.name(), "", Map.of()));
      IndexInfo index = log.catalog().collection("", "all").index(field.name());
      assertThat(index.indexType()).isEqualTo("AUTOINDEX");
      assertThat(index.metricType()).isEqualTo(metrics.getOrDefault(field.name(), ""));
    }
  }

  @Test
  void aJsonFieldHasAnIndexForEachPath() {
    createOf(
        List.of(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("dense", DataType.INT8_VECTOR, Limits.dimension(8)),
            FieldSchema.of("facts", DataType.JSON, Limits.NONE)));
    log.accept(index("facts", "one", Map.of("json_path", "facts[\"a\"]")));
    log.accept(index("facts", "two", Map.of("json_path", "facts[\"b\"]")));
    log.accept(index("facts", "two", Map.of("json_path", "facts[\"b\"]")));
    assertThat(log.catalog().collection("", "all").indexes()).hasSize(2);
    assertThat(log.code(index("facts", "three", Map.of("json_path", "facts[\"b\"]"))))
        .isEqualTo(ErrorCode.INDEX_EXISTS);
    assertThat(log.code(index("facts", "two", Map.of("json_path", "facts[\"c\"]"))))
        .isEqualTo(ErrorCode.INDEX_EXISTS);
    assertThat(log.code(index("dense", "", Map.of()))).isEqualTo(ErrorCode.OK);
    assertThat(log.code(index("dense", "other", Map.of("json_path", "facts[\"c\"]"))))
        .isEqualTo(ErrorCode.INDEX_EXISTS);
  }

  private void createOf(List<FieldSchema> fields) {
    log.accept(
        CatalogCommand.newBuilder()
            .setCreateCollection(
                CreateCollection.newBuilder()
                    .setCollection("all")
                    .addChannels(0)
                    .setSchema(SchemaCodec.encode(new CollectionSchema("", fields)))));
  }

  private static CatalogCommand.Builder index(
      String field, String name, Map<String, String> params) {
    return Commands.createIndex(
        CreateIndex.newBuilder()
            .setCollection("all")
            .setField(field)
            .setIndex(name)
            .putAllParams(params));
  }
}
