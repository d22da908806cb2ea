package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionSettings;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.QueryVectors;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.v1.AlterCollection;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CompactCollection;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.PropertyChange;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers of the past, asked for again when the rows have been sealed, replaced and compacted. */
class PointInTimeTest {
  private static final long SEED = 27;
  private static final String KEPT = "past_kept";
  private static final String FORGOTTEN = "past_forgotten";
  private static final int KEYS = 60;

  private static CinclusClient client;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    StandaloneProcess standalone = StandaloneProcess.shared();
    client = CinclusClient.connect(standalone.log(), "point-in-time");
    cluster = new Cluster(standalone.log(), client);
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
  }

  /** What was asked, what was answered, and when. */
  private record Asked(Request request, Reply reply, long timeMillis) {
    Request asOf(PointInTime.Builder point) {
      return request.toBuilder().setAsOf(point).build();
    }
  }

  @Test
  void everyAnswerIsGivenAgainAsOfItsPositionsAndItsTime() throws Exception {
    cluster.createPoints(KEPT, 2);
    retain(KEPT, 3600);
    List<Asked> asked = history(KEPT, 4);
    compact(KEPT);

    for (Asked then : asked) {
      Map<Integer, Long> positions = then.reply().getPositionsMap();
      Reply byPositions = answer(then.asOf(PointInTime.newBuilder().putAllPositions(positions)));
      assertThat(byPositions).as("%s", then.request()).isEqualTo(then.reply());
      Reply byTime = answer(then.asOf(PointInTime.newBuilder().setTimeMillis(then.timeMillis())));
      assertThat(result(byTime)).as("%s", then.request()).isEqualTo(result(then.reply()));
    }
    assertThat(asked.stream().map(then -> result(then.reply())).distinct()).hasSizeGreaterThan(12);
  }

  @Test
  void whatACompactionHasPurgedIsRefusedAndNotAnsweredWrongly() throws Exception {
    cluster.createPoints(FORGOTTEN, 1);
    List<Asked> asked = history(FORGOTTEN, 2);
    compact(FORGOTTEN);

    Asked first = asked.get(0);
    PointInTime.Builder then =
        PointInTime.newBuilder().putAllPositions(first.reply().getPositionsMap());
    Reply refusal = cluster.askAnyway(first.asOf(then).toBuilder());
    assertThat(refusal.getReason()).isEqualTo(ErrorCode.HISTORY_GONE.name());
    assertThat(refusal.getMessage())
        .contains("ask as of position", CollectionSettings.RETENTION_SECONDS);
    assertThat(answer(first.request().toBuilder().putAllSnapshot(then.getPositionsMap()).build()))
        .as("a snapshot has what is left")
        .isNotEqualTo(first.reply());
  }

  /** Events are scored by their fifth neighbour before they are inserted, and all again at last. */
  @Test
  void aReplayGivesTheVeryScoresThatWereGivenLive() throws Exception {
    String name = "past_replay";
    client
        .catalog()
        .createCollection(
            "",
            name,
            new CollectionSchema(
                "",
                List.of(
                    FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                    FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(24)))),
            2);
    client.catalog().createIndex(name, "vector", "AUTOINDEX", Metric.L2, Map.of());
    client.catalog().load(name);
    retain(name, 3600);
    Random random = new Random(SEED);
    List<Asked> live = new ArrayList<>();
    for (int event = 0; event < 50; event++) {
      float[] vector = new float[24];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      Request score =
          Request.newBuilder()
              .setSearch(
                  SearchRequest.newBuilder()
                      .setCollection(name)
                      .addVectors(QueryVectors.dense(vector))
                      .setLimit(5)
                      .setExact(true))
              .build();
      live.add(new Asked(score, answer(score), 0));
      client.writer().insert(Target.of(name), event(name, random.nextInt(25), vector)).join();
      if (event == 25) {
        cluster.seal(name);
      }
    }
    cluster.seal(name);
    compact(name);
    for (Asked then : live) {
      PointInTime.Builder positions =
          PointInTime.newBuilder().putAllPositions(then.reply().getPositionsMap());
      assertThat(answer(then.asOf(positions))).isEqualTo(then.reply());
    }
  }

  private static RowBatch event(String collection, long key, float[] vector) {
    CollectionSchema schema = client.catalog().newest().collection("", collection).schema();
    return new RowBatch(
        1,
        Map.of(
            schema.primaryKey().id(),
            new Column.Longs(DataType.INT64, new long[] {key}, null),
            schema.vectorFields().get(0).id(),
            new Column.FloatVectors(vector.length, vector, null)));
  }

  /** Rounds of writes, asked about after each; every other one is sealed. */
  private static List<Asked> history(String collection, int rounds) throws Exception {
    Random random = new Random(SEED);
    List<Asked> asked = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      int from = random.nextInt(KEYS);
      cluster.insert(collection, from, from + 1 + random.nextInt(KEYS));
      cluster.delete(collection, random.longs(5, from, 2 * KEYS).toArray());
      cluster.insert(collection, from, from + 1 + random.nextInt(9)); // Once more.
      for (Request request : questions(collection, random.nextInt(KEYS))) {
        Reply reply = answer(request);
        asked.add(new Asked(request, reply, System.currentTimeMillis()));
      }
      if (round % 2 == 1) {
        cluster.seal(collection);
      }
      // So that what is written next is younger than what was asked.
      awaitClock(asked.get(asked.size() - 1).timeMillis());
    }
    return asked;
  }

  private static void awaitClock(long timeMillis) {
    while (System.currentTimeMillis() <= timeMillis) {
      Thread.onSpinWait();
    }
  }

  private static List<Request> questions(String collection, int near) {
    Request.Builder search = Cluster.search(collection, near, 7);
    Request.Builder filtered = search.clone();
    filtered.getSearchBuilder().setFilter("id % 3 != 1").addOutputFields("name");
    Request.Builder ranged = search.clone();
    ranged.getSearchBuilder().setRadius(20).setRangeFilter(2).setLimit(50);
    Request.Builder grouped = search.clone();
    grouped.getSearchBuilder().setGroupByField("name").setGroupSize(2);
    QueryRequest.Builder all = QueryRequest.newBuilder().setCollection(collection);
    return List.of(
        search.build(),
        filtered.build(),
        ranged.build(),
        grouped.build(),
        Request.newBuilder().setQuery(all.clone().setCount(true)).build(),
        Request.newBuilder().setQuery(all.clone().setLimit(500).addOutputFields("*")).build());
  }

  private static Reply answer(Request request) {
    return client.requests().get(request, Cluster.TIMEOUT);
  }

  /** Without the positions, which differ where other collections' records lie between. */
  private static Reply result(Reply reply) {
    return reply.toBuilder().clearPositions().build();
  }

  private static void retain(String collection, long seconds) {
    client
        .catalog()
        .execute(
            CatalogCommand.newBuilder()
                .setAlterCollection(
                    AlterCollection.newBuilder()
                        .setCollection(collection)
                        .setChange(
                            PropertyChange.newBuilder()
                                .putSet(
                                    CollectionSettings.RETENTION_SECONDS, Long.toString(seconds))))
                .build());
  }

  private static void compact(String collection) throws Exception {
    cluster.seal(collection);
    long asked =
        client
            .catalog()
            .execute(
                CatalogCommand.newBuilder()
                    .setCompactCollection(CompactCollection.newBuilder().setCollection(collection))
                    .build());
    cluster.awaitManifests(
        collection, manifests -> manifests.stream().allMatch(one -> one.getCompactedTo() >= asked));
  }
}
