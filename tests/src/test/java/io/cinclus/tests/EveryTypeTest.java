package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.QueryVectors;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.RowBatch;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A collection with a vector field of every type and scalar indexes, growing, sealed and mixed. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStandalone.Extension.class)
class EveryTypeTest {
  private static final String NAME = "everything";
  private static final int LIMIT = 10;

  @Test
  void everyFieldIsSearchedAndFilteredGrowingAndSealed(SharedStandalone cinclus) throws Exception {
    long seed = Long.getLong("cinclus.test.seed", System.nanoTime());
    System.out.println("-Dcinclus.test.seed=" + seed);
    EveryTypeRows rows = new EveryTypeRows(new Random(seed), 500);
    CinclusClient client = cinclus.client();
    Cluster cluster = cinclus.cluster();
    client.catalog().createCollection("", NAME, EveryTypeRows.SCHEMA, 1);
    EveryTypeRows.INDEXES.forEach(index -> index.create(client.catalog(), NAME));
    client.catalog().load(NAME);
    CollectionInfo collection = client.catalog().newest().collection("", NAME);
    insert(client, rows.batch(collection.schema(), 0, 300));
    check(cluster, rows, 300);
    cluster.seal(NAME);
    cluster.awaitManifests(NAME, EveryTypeTest::areIndexed);
    check(cluster, rows, 300);
    insert(client, rows.batch(collection.schema(), 300, 500));
    check(cluster, rows, 500);
    cinclus.restart();
    check(cinclus.cluster(), rows, 500);
  }

  private static void insert(CinclusClient client, RowBatch batch) {
    client.writer().insert(Target.of(NAME), batch).join();
  }

  /** With the index of terms, which nobody created. */
  private static boolean areIndexed(List<Manifest> manifests) {
    return manifests.stream()
        .flatMap(manifest -> manifest.getSegmentsList().stream())
        .allMatch(segment -> segment.getIndexesCount() == EveryTypeRows.INDEXES.size() + 1);
  }

  private static void check(Cluster cluster, EveryTypeRows rows, int count) {
    for (EveryTypeRows.VectorField field : EveryTypeRows.VECTORS) {
      for (EveryTypeRows.Condition condition : EveryTypeRows.CONDITIONS) {
        checkSearch(cluster, rows, count, field, condition);
      }
    }
    for (EveryTypeRows.Condition condition : EveryTypeRows.CONDITIONS) {
      Reply reply =
          cluster.ask(
              Request.newBuilder()
                  .setQuery(
                      QueryRequest.newBuilder()
                          .setCollection(NAME)
                          .setFilter(condition.filter())
                          .setCount(true)));
      assertThat(reply.getQuery().getCount())
          .as(condition.filter())
          .isEqualTo(rows.passing(condition, count).length);
    }
    checkOutput(cluster, rows);
  }

  private static void checkSearch(
      Cluster cluster,
      EveryTypeRows rows,
      int count,
      EveryTypeRows.VectorField field,
      EveryTypeRows.Condition condition) {
    int asked = count / 2;
    Reply reply =
        cluster.ask(
            Request.newBuilder()
                .setSearch(
                    SearchRequest.newBuilder()
                        .setCollection(NAME)
                        .setVectorField(field.name())
                        .addVectors(QueryVectors.of(rows.column(field.name()), asked))
                        .setFilter(condition.filter())
                        .putAllParams(field.params())
                        .setLimit(LIMIT)));
    assertThat(reply.getWarningsList()).isEmpty();
    Hits hits = reply.getSearch().getHits(0);
    double[] expected = rows.best(field, asked, rows.passing(condition, count), LIMIT);
    String what = field.name() + " where " + condition.filter();
    assertThat(hits.getDistancesList()).as(what).hasSize(expected.length);
    for (int rank = 0; rank < expected.length; rank++) {
      double slack = 1e-4 * Math.max(1, Math.abs(expected[rank]));
      int row = (int) hits.getKeys().getLongs().getValues(rank);
      assertThat((double) hits.getDistances(rank))
          .as(what)
          .isCloseTo(expected[rank], within(slack));
      assertThat(rows.distance(field, asked, row))
          .as(what)
          .isCloseTo(expected[rank], within(slack));
    }
  }

  private static void checkOutput(Cluster cluster, EveryTypeRows rows) {
    Reply reply =
        cluster.ask(
            Request.newBuilder()
                .setQuery(
                    QueryRequest.newBuilder()
                        .setCollection(NAME)
                        .setFilter("id == 17")
                        .addOutputFields("*")));
    QueryResult result = reply.getQuery();
    assertThat(result.getKeys().getLongs().getValuesList()).containsExactly(17L);
    assertThat(rows.isRow(17, result.getFields())).isTrue();
  }
}
