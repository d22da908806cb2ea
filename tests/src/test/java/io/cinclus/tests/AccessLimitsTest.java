package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cinclus.access.AccessLimits;
import io.cinclus.access.AccessServer;
import io.cinclus.access.AccessSettings;
import io.cinclus.standalone.load.AccessLoad;
import io.cinclus.standalone.load.LoadReport;
import io.cinclus.standalone.load.LoadSettings;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.response.QueryResp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an access node of small limits does with more than it takes on. */
class AccessLimitsTest {
  private static final long SEED = Long.getLong("cinclus.test.seed", System.nanoTime() % 1_000_000);
  private static final AccessLimits SMALL =
      new AccessLimits(Duration.ofSeconds(60), 1, 1, 100_000, 200_000);
  private static final String NAME = "limited";
  private static final int CLIENTS = 12;
  private static final int CALLS = 15;
  private static final int RATE_LIMIT = 8;

  private static AccessServer access;
  private static MilvusClientV2 client;

  @BeforeAll
  static void start() throws Exception {
    access =
        AccessServer.start(
            StandaloneProcess.shared().cluster(), AccessSettings.local(0).withLimits(SMALL));
    client = new MilvusClientV2(config());
    CreateCollectionReq.CollectionSchema schema = Samples.keyed();
    schema.addField(Samples.vector("vector"));
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(schema)
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("vector")
                        .indexType(IndexParam.IndexType.FLAT)
                        .metricType(IndexParam.MetricType.L2)
                        .build()))
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build());
  }

  @AfterAll
  static void stop() {
    client.dropCollection(DropCollectionReq.builder().collectionName(NAME).build());
    client.close();
    access.close();
  }

  private static ConnectConfig config() {
    return ConnectConfig.builder().uri("http://127.0.0.1:" + access.port()).build();
  }

  private static void insert(MilvusClientV2 by, long from, long to) {
    by.insert(
        InsertReq.builder()
            .collectionName(NAME)
            .data(LongStream.range(from, to).mapToObj(AccessLimitsTest::row).toList())
            .build());
  }

  private static JsonObject row(long key) {
    JsonObject row = new JsonObject();
    row.addProperty("id", key);
    JsonArray vector = new JsonArray();
    vector.add((float) key);
    vector.add(0f);
    row.add("vector", vector);
    return row;
  }

  private static long count(MilvusClientV2 by, String filter) {
    List<QueryResp.QueryResult> counted =
        by.query(
                QueryReq.builder()
                    .collectionName(NAME)
                    .filter(filter)
                    .outputFields(List.of("count(*)"))
                    .build())
            .getQueryResults();
    return (long) Objects.requireNonNull(counted.get(0).getEntity().get("count(*)"));
  }

  /** Has each client do something at the same time. */
  private static void together(Client work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        all.add(
            () -> {
              work.run(number);
              return null;
            });
      }
      for (Future<Void> one : threads.invokeAll(all)) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private interface Client {
    void run(int number) throws Exception;
  }

  @Test
  void theJavaClientComesAgainUntilItIsServed() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    MilvusClientV2 impatient = new MilvusClientV2(config());
    impatient.retryConfig(RetryConfig.builder().retryOnRateLimit(false).build());
    together(
        number -> {
          for (int call = 0; call < CALLS; call++) {
            long from = 1_000L * number + 10L * call;
            insert(client, from, from + 10);
            assertThat(count(client, "id >= %d and id < %d".formatted(1_000L * number, from + 10)))
                .isEqualTo(from + 10 - 1_000L * number);
            try {
              count(impatient, "id < 0");
            } catch (MilvusClientException e) {
              assertThat(e.getServerErrCode()).isEqualTo(RATE_LIMIT);
              refused.incrementAndGet();
            }
          }
        });
    assertThat(count(client, "id < 1000000")).isEqualTo(10L * CALLS * CLIENTS);
    assertThat(refused).as("calls of who does not come again").hasPositiveValue();
    impatient.close();
  }

  @Test
  void clientsWhoAreRefusedFindWhatTheyWrote() {
    System.out.println("-Dcinclus.test.seed=" + SEED);
    LoadReport report =
        AccessLoad.run(
            new LoadSettings(
                "http://127.0.0.1:" + access.port(),
                SEED,
                CLIENTS,
                Duration.ofSeconds(3),
                new LoadSettings.Data(0, 8, "FLAT", "Strong")),
            (done, all) -> {},
            done -> {});
    assertThat(report.searches()).isPositive();
    assertThat(report.refusals()).isPositive();
  }

  @Test
  void anAnswerBeyondTheLimitIsRefusedForGood() {
    long from = 1_000_000;
    insert(client, from, from + 12_000);
    QueryReq all =
        QueryReq.builder()
            .collectionName(NAME)
            .filter("id >= " + from)
            .outputFields(List.of("vector"))
            .build();
    assertThatThrownBy(() -> client.query(all))
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(1100))
        .hasMessageContaining("maxOutputSize Limit 100000");
    client.delete(DeleteReq.builder().collectionName(NAME).filter("id >= " + from).build());
  }
}
