package io.cinclus.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.response.QueryResp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Counts, at Strong, right after any mix of writes, beside a map that the same was done to. */
class MilvusCountTest {
  private static final long SEED = Long.getLong("cinclus.test.seed", System.nanoTime());
  private static final int STEPS = 24;
  private static final int KEYS = 120;
  private static final int MAX_ROWS = 30;
  private static final int GROUPS = 5;
  private static final int SHARDS = 3;
  private static final int WRITERS = 3;

  private static MilvusClientV2 client;

  @BeforeAll
  static void connect() throws IOException {
    System.out.println("-Dcinclus.test.seed=" + SEED);
    client = StandaloneProcess.shared().client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Test
  void everyWriteIsCountedAtOnce() {
    create("counted");
    Writer writer = new Writer("counted", 0, new Random(SEED));
    for (int step = 0; step < STEPS; step++) {
      String done = writer.write();
      assertThat(count("counted", "")).as("step %d: %s", step, done).isEqualTo(writer.rows.size());
      int group = step % GROUPS;
      assertThat(count("counted", "group == " + group))
          .as("group %d in step %d: %s", group, step, done)
          .isEqualTo(writer.rows.values().stream().filter(each -> each == group).count());
    }
  }

  @Test
  void writersBesideEachOtherCountWhatTheyWrote() {
    create("shared");
    List<Writer> writers = new ArrayList<>();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Writer writer = new Writer("shared", (long) i * KEYS, new Random(SEED + i));
      writers.add(writer);
      running.add(CompletableFuture.runAsync(writer::writeAndCount));
    }
    running.forEach(CompletableFuture::join);
    assertThat(count("shared", ""))
        .isEqualTo(writers.stream().mapToLong(writer -> writer.rows.size()).sum());
  }

  private static void create(String collection) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(collection)
            .dimension(2)
            .numShards(SHARDS)
            .build());
  }

  private static long count(String collection, String filter) {
    QueryResp counted =
        client.query(
            QueryReq.builder()
                .collectionName(collection)
                .filter(filter)
                .outputFields(List.of("count(*)"))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build());
    return (long) requireNonNull(counted.getQueryResults().get(0).getEntity().get("count(*)"));
  }

  /** Writes keys of a range of its own, and knows the group of each row. */
  private static final class Writer {
    final Map<Long, Integer> rows = new HashMap<>();
    private final String collection;
    private final long firstKey;
    private final Random random;

    Writer(String collection, long firstKey, Random random) {
      this.collection = collection;
      this.firstKey = firstKey;
      this.random = random;
    }

    void writeAndCount() {
      String mine = "id >= %d and id < %d".formatted(firstKey, firstKey + KEYS);
      for (int step = 0; step < STEPS / WRITERS; step++) {
        String done = write();
        assertThat(count(collection, mine))
            .as("writer %d, step %d: %s", firstKey, step, done)
            .isEqualTo(rows.size());
      }
    }

    /** Does anything, and says what. */
    String write() {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          client.insert(InsertReq.builder().collectionName(collection).data(make()).build());
          return "insert";
        }
        case 3, 4 -> {
          client.upsert(UpsertReq.builder().collectionName(collection).data(make()).build());
          return "upsert";
        }
        case 5 -> {
          List<Object> ids = new ArrayList<>();
          for (int i = random.nextInt(MAX_ROWS); i >= 0; i--) {
            long id = firstKey + random.nextInt(KEYS);
            ids.add(id);
            rows.remove(id);
          }
          client.delete(DeleteReq.builder().collectionName(collection).ids(ids).build());
          return "delete " + ids;
        }
        case 6 -> {
          int group = random.nextInt(GROUPS);
          long bound = firstKey + random.nextInt(KEYS);
          String filter = "group == %d and id >= %d and id < %d".formatted(group, firstKey, bound);
          client.delete(DeleteReq.builder().collectionName(collection).filter(filter).build());
          rows.entrySet().removeIf(row -> row.getKey() < bound && row.getValue() == group);
          return "delete " + filter;
        }
        default -> {
          client.flush(FlushReq.builder().collectionNames(List.of(collection)).build());
          return "flush";
        }
      }
    }

    /** Rows of different keys, new ones and those that are there. */
    private List<JsonObject> make() {
      Map<Long, Integer> made = new HashMap<>();
      for (int i = random.nextInt(MAX_ROWS); i >= 0; i--) {
        made.put(firstKey + random.nextInt(KEYS), random.nextInt(GROUPS));
      }
      rows.putAll(made);
      List<JsonObject> result = new ArrayList<>();
      made.forEach(
          (id, group) -> {
            JsonArray vector = new JsonArray();
            vector.add(random.nextFloat());
            vector.add(random.nextFloat());
            JsonObject row = new JsonObject();
            row.addProperty("id", id);
            row.addProperty("group", group);
            row.add("vector", vector);
            result.add(row);
          });
      return result;
    }
  }
}
