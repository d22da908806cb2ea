package io.cinclus.tests;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.QueryVectors;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.index.IndexType;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What tests say to a running standalone, about collections of two-dimensional points. */
final class Cluster {
  /** As long as a request may take. */
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  static final int ID = 100;
  static final int VECTOR = 101;
  static final int NAME = 102;

  static final CollectionSchema POINTS =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
              FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)),
              FieldSchema.of("name", DataType.VARCHAR, Limits.maxLength(64))));

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 100;

  private final LogConfig log;
  private final CinclusClient client;

  Cluster(LogConfig log, CinclusClient client) {
    this.log = log;
    this.client = client;
  }

  /** Creates a collection of points with an HNSW index, and loads it. */
  void createPoints(String name, int shards) {
    createPoints(name, shards, IndexType.HNSW);
  }

  /** Creates a collection of points with an index of a type, and loads it. */
  void createPoints(String name, int shards, IndexType type) {
    client.catalog().createCollection("", name, POINTS, shards);
    client.catalog().createIndex(name, "vector", type.name(), Metric.L2, Map.of());
    client.catalog().load(name);
  }

  /** Inserts the points (id, 0) named "p" + id, and waits for the acknowledgement. */
  void insert(String collection, int from, int to) {
    client.writer().insert(Target.of(collection), points(from, to)).join();
  }

  static RowBatch points(int from, int to) {
    int count = to - from;
    long[] ids = IntStream.range(from, to).mapToLong(i -> i).toArray();
    float[] vectors = new float[2 * count];
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      vectors[2 * i] = from + i;
      names[i] = "p" + (from + i);
    }
    return new RowBatch(
        count,
        Map.of(
            ID, new Column.Longs(DataType.INT64, ids, null),
            VECTOR, new Column.FloatVectors(2, vectors, null),
            NAME, new Column.Texts(DataType.VARCHAR, names, null)));
  }

  void delete(String collection, long... ids) {
    Column keys = new Column.Longs(DataType.INT64, ids, null);
    client.writer().delete(Target.of(collection), keys, ids.length).join();
  }

  /** Closes the growing segments and waits until all manifests cover them. */
  void seal(String collection) throws Exception {
    awaitSealed(collection, client.writer().flush(Target.of(collection)).join());
  }

  /** Waits until all manifests cover the markers of a flush. */
  void awaitSealed(String collection, Map<ShardId, Long> markers) throws Exception {
    awaitManifests(
        collection,
        manifests -> {
          Map<ShardId, Long> unsealed = new HashMap<>(markers);
          for (Manifest manifest : manifests) {
            ShardId shard = new ShardId(manifest.getCollectionId(), manifest.getShard());
            unsealed.computeIfPresent(
                shard, (id, marker) -> manifest.getSealedTo() >= marker ? null : marker);
          }
          return unsealed.isEmpty();
        });
  }

  /** Waits until the manifests of a collection are as wanted, and returns them. */
  List<Manifest> awaitManifests(String collection, Predicate<List<Manifest>> wanted)
      throws Exception {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<Manifest> manifests = manifests(collection);
      if (wanted.test(manifests)) {
        return manifests;
      }
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError("the manifests of " + collection + " stay at " + manifests);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  List<Manifest> manifests(String collection) throws Exception {
    long id = client.catalog().newest().collection("", collection).id();
    List<Integer> channels = client.catalog().newest().collection("", collection).channels();
    List<Manifest> found = new ArrayList<>();
    PublishedManifests.read(log, channels.stream().distinct().toList())
        .manifests()
        .values()
        .forEach(
            shards ->
                shards.forEach(
                    (shard, manifest) -> {
                      if (shard.collectionId() == id) {
                        found.add(manifest);
                      }
                    }));
    return found;
  }

  long count(String collection) {
    return ask(Request.newBuilder()
            .setQuery(QueryRequest.newBuilder().setCollection(collection).setCount(true)))
        .getQuery()
        .getCount();
  }

  /** The ids of the points nearest to (x, 0), best first. */
  List<Long> nearest(String collection, float x, int limit) {
    return ask(search(collection, x, limit))
        .getSearch()
        .getHits(0)
        .getKeys()
        .getLongs()
        .getValuesList();
  }

  static Request.Builder search(String collection, float x, int limit) {
    return Request.newBuilder()
        .setSearch(
            SearchRequest.newBuilder()
                .setCollection(collection)
                .addVectors(QueryVectors.dense(x, 0))
                .setLimit(limit));
  }

  /** The reply of a request that succeeds. */
  Reply ask(Request.Builder request) {
    return client.requests().get(request.build(), TIMEOUT);
  }

  /** The reply of a request, whatever its code. */
  Reply askAnyway(Request.Builder request) {
    return client.requests().ask(request.build(), TIMEOUT).join();
  }
}
