package io.cinclus.standalone.chaos;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.QueryVectors;
import io.cinclus.client.StandingQueries;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.RegisterStandingQuery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows, deletes, registers and drops at random. What a kill interrupts is not known to have
 * happened; a registration or a drop is made again in the next life. Used by one thread.
 */
final class StandingWorkload {
  static final String COLLECTION = "watched";
  static final String VECTOR = "vector";
  static final String KIND = "kind";
  static final int DIMENSION = 16;
  static final String PLAIN_TOPIC = "matches-plain";
  static final String TRANSACTIONAL_TOPIC = "matches-transactional";

  private static final int SHARDS = 2;
  private static final int KEYS = 2_000;
  private static final int KINDS = 5;
  private static final int MAX_COMPONENT = 7;
  private static final int MAX_ROWS = 40;
  private static final int MAX_IN_FLIGHT = 16;
  private static final long SETTLE_SECONDS = 5;
  private static final int MIN_QUERIES = 20;
  private static final int MAX_QUERIES = 60;

  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
              FieldSchema.of(VECTOR, DataType.FLOAT_VECTOR, Limits.dimension(DIMENSION)),
              FieldSchema.of(KIND, DataType.INT64, Limits.NONE)));

  private final Random random;
  private final List<String> live = new ArrayList<>();
  private @Nullable RegisterStandingQuery unfinished;
  private @Nullable String unfinishedDrop;
  private int names;

  StandingWorkload(long seed) {
    random = new Random(seed);
  }

  static void createCollection(CinclusClient client) {
    client.catalog().createCollection("", COLLECTION, SCHEMA, SHARDS);
  }

  /** Works until the time is over; what fails since the host is gone is passed over. */
  void work(LogConfig log, Duration life) {
    long endNanos = System.nanoTime() + life.toNanos();
    Queue<CompletableFuture<?>> writes = new ArrayDeque<>();
    try (CinclusClient client = CinclusClient.connect(log, "standing-chaos");
        StandingQueries queries = new StandingQueries(log, client)) {
      Columns columns = columns(client);
      while (System.nanoTime() < endNanos) {
        step(client, queries, columns, writes);
        if (writes.size() > MAX_IN_FLIGHT) {
          settle(writes.remove());
        }
      }
      var unused = settle(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
    }
  }

  /** The ids of the fields. */
  private record Columns(int id, int vector, int kind) {}

  private static Columns columns(CinclusClient client) {
    CollectionSchema schema = client.catalog().newest().collection("", COLLECTION).schema();
    return new Columns(
        schema.primaryKey().id(),
        schema.field(VECTOR).orElseThrow().id(),
        schema.field(KIND).orElseThrow().id());
  }

  private void step(
      CinclusClient client,
      StandingQueries queries,
      Columns columns,
      Queue<CompletableFuture<?>> writes) {
    int choice = random.nextInt(50);
    if (unfinished != null || live.size() < MIN_QUERIES || (choice == 0 && hasRoom())) {
      register(queries);
    } else if (unfinishedDrop != null || choice == 1) {
      drop(queries);
    } else if (choice < 5) {
      Column key = new Column.Longs(DataType.INT64, new long[] {random.nextInt(KEYS)}, null);
      writes.add(client.writer().delete(Target.of(COLLECTION), key, 1));
    } else {
      writes.add(client.writer().insert(Target.of(COLLECTION), rows(columns)));
    }
  }

  private boolean hasRoom() {
    return live.size() < MAX_QUERIES;
  }

  private RowBatch rows(Columns columns) {
    int count = 1 + random.nextInt(MAX_ROWS);
    return new RowBatch(
        count,
        Map.of(
            columns.id(),
            new Column.Longs(DataType.INT64, random.longs(count, 0, KEYS).toArray(), null),
            columns.vector(),
            new Column.FloatVectors(DIMENSION, vector(count * DIMENSION), null),
            columns.kind(),
            new Column.Longs(DataType.INT64, random.longs(count, 0, KINDS).toArray(), null)));
  }

  private float[] vector(int components) {
    float[] values = new float[components];
    for (int i = 0; i < components; i++) {
      values[i] = random.nextInt(MAX_COMPONENT + 1);
    }
    return values;
  }

  private void register(StandingQueries queries) {
    RegisterStandingQuery query = unfinished == null ? query() : unfinished;
    unfinished = query;
    if (settle(queries.register(query))) {
      live.add(query.getName());
      unfinished = null;
    }
  }

  private RegisterStandingQuery query() {
    boolean isProduct = random.nextInt(3) == 0;
    boolean isTransactional = random.nextBoolean();
    return RegisterStandingQuery.newBuilder()
        .setCollection(COLLECTION)
        .setName("q" + names++)
        .setVector(QueryVectors.dense(vector(DIMENSION)))
        .setMetricType(isProduct ? "IP" : "L2")
        .setRadius(isProduct ? 260f + random.nextInt(60) : 60f + random.nextInt(50))
        .setFilter(random.nextBoolean() ? "" : KIND + " == " + random.nextInt(KINDS))
        .setTopic(isTransactional ? TRANSACTIONAL_TOPIC : PLAIN_TOPIC)
        .setDelivery(
            isTransactional ? MatchDelivery.MATCH_EXACTLY_ONCE : MatchDelivery.MATCH_AT_LEAST_ONCE)
        .build();
  }

  private void drop(StandingQueries queries) {
    String name = unfinishedDrop;
    if (name == null) {
      name = live.remove(random.nextInt(live.size()));
      unfinishedDrop = name;
    }
    if (settle(queries.drop("", COLLECTION, name))) {
      unfinishedDrop = null;
    }
  }

  /**
   * Whether it is done; what was dropped by the life before is. Nobody waits for long for a host
   * that is gone: what it had taken stands in the log.
   */
  private static boolean settle(CompletableFuture<?> work) {
    try {
      work.get(SETTLE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CinclusException known) {
        return known.code() == ErrorCode.STANDING_QUERY_NOT_FOUND;
      }
      return false;
    }
  }
}
