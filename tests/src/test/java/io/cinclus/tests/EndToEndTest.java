package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EndToEndTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
              FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2))));

  @TempDir private Path folder;

  @Test
  void aRowGoesThroughEveryBoxAndIsStillThereAfterARestart() throws Exception {
    StandaloneSettings settings =
        StandaloneSettings.of(folder)
            .withKafkaPort(0)
            .withOptions(Map.of("cinclus.seal.max-rows", "4", "cinclus.index.min-rows", "1"));
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      client.catalog().createCollection("", "points", SCHEMA, 2);
      client.catalog().execute(createIndex());
      client
          .catalog()
          .execute(
              CatalogCommand.newBuilder()
                  .setLoadCollection(LoadCollection.newBuilder().setCollection("points"))
                  .build());
      for (int i = 0; i < 20; i++) {
        client.writer().insert(Target.of("points"), row(i, i, 1)).join();
        assertThat(count(client)).isEqualTo(i + 1);
      }
      assertThat(nearest(client, 7, 1)).isEqualTo(7);
      client.writer().flush(Target.of("points")).join();
      Thread.sleep(4000);
      assertThat(count(client)).isEqualTo(20);
      assertThat(nearest(client, 11, 1)).isEqualTo(11);
    }
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      assertThat(count(client)).isEqualTo(20);
      assertThat(nearest(client, 3, 1)).isEqualTo(3);
    }
  }

  private static CatalogCommand createIndex() {
    return CatalogCommand.newBuilder()
        .setCreateIndex(
            CreateIndex.newBuilder()
                .setCollection("points")
                .setField("vector")
                .setIndexType("HNSW")
                .setMetricType("L2"))
        .build();
  }

  private static RowBatch row(long id, float... vector) {
    return new RowBatch(
        1,
        Map.of(
            100, new Column.Longs(DataType.INT64, new long[] {id}, null),
            101, new Column.FloatVectors(2, vector, null)));
  }

  private static long count(CinclusClient client) {
    Reply reply =
        client
            .requests()
            .get(
                Request.newBuilder()
                    .setQuery(QueryRequest.newBuilder().setCollection("points").setCount(true))
                    .build(),
                TIMEOUT);
    return reply.getQuery().getCount();
  }

  private static long nearest(CinclusClient client, float x, float y) {
    Reply reply =
        client
            .requests()
            .get(
                Request.newBuilder()
                    .setSearch(
                        SearchRequest.newBuilder()
                            .setCollection("points")
                            .addVectors(FloatVector.newBuilder().addValues(x).addValues(y))
                            .setLimit(3))
                    .build(),
                TIMEOUT);
    return reply.getSearch().getHits(0).getKeys().getLongs().getValues(0);
  }
}
