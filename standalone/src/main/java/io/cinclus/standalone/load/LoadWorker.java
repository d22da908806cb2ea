package io.cinclus.standalone.load;

import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.SearchResultData;
import io.cinclus.standalone.load.Latencies.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Writes rows of its own and checks that it reads them: by key, by vector and by number. For one
 * thread.
 */
final class LoadWorker {
  private static final int KEYS = 64;
  private static final int MAX_BATCH = 8;
  private static final int HITS = 3;
  private static final float NOTHING = 1e-4f;
  private static final String COUNT = "count(*)";

  private final LoadClient client;
  private final OwnRows rows;
  private final Random random;
  private final Latencies latencies;

  LoadWorker(LoadClient client, OwnRows rows, Random random, Latencies latencies) {
    this.client = client;
    this.rows = rows;
    this.random = random;
    this.latencies = latencies;
  }

  /** Does one thing; {@link WrongAnswer}. */
  void step() {
    int chosen = random.nextInt(100);
    if (chosen < 30) {
      upsert();
    } else if (chosen < 38) {
      deleteKeys();
    } else if (chosen < 40) {
      deleteOldVersions();
    } else if (chosen < 80) {
      search();
    } else if (chosen < 90) {
      query();
    } else {
      count();
    }
  }

  private void timed(Kind kind, Runnable call) {
    long start = System.nanoTime();
    call.run();
    latencies.of(kind).add(System.nanoTime() - start);
  }

  private List<Long> someKeys() {
    int first = random.nextInt(KEYS);
    int count = 1 + random.nextInt(MAX_BATCH);
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(rows.key((first + i) % KEYS));
    }
    return keys;
  }

  private void upsert() {
    List<Long> keys = someKeys();
    long version = rows.nextVersion();
    timed(Kind.UPSERT, () -> client.upsert(rows.upsert(keys, version)));
    keys.forEach(key -> rows.versions().put(key, version));
  }

  private void deleteKeys() {
    List<Long> keys = someKeys();
    timed(Kind.DELETE, () -> client.delete("%s in %s".formatted(LoadClient.ID, keys)));
    keys.forEach(rows.versions()::remove);
  }

  private void deleteOldVersions() {
    long oldest = rows.nextVersion() - KEYS / MAX_BATCH;
    timed(
        Kind.DELETE,
        () -> client.delete("%s and %s < %d".formatted(ownRows(), LoadClient.VERSION, oldest)));
    rows.versions().values().removeIf(version -> version < oldest);
  }

  private String ownRows() {
    return "%s == %d".formatted(LoadClient.OWNER, rows.owner());
  }

  /** The row whose vector is searched for is the nearest, and the hits are live rows, each once. */
  private void search() {
    Map<Long, Long> expected = rows.versions();
    long key = rows.key(random.nextInt(KEYS));
    long version = expected.getOrDefault(key, 0L);
    float[] vector = rows.vector(key, version);
    SearchResultData[] found = new SearchResultData[1];
    timed(Kind.SEARCH, () -> found[0] = client.search(vector, ownRows(), HITS));
    List<Long> keys = found[0].getIds().getIntId().getDataList();
    if (keys.size() != Math.min(HITS, expected.size())
        || keys.stream().distinct().count() != keys.size()) {
      throw wrong("found %s of %d rows".formatted(keys, expected.size()));
    }
    List<Long> versions =
        keys.isEmpty() ? List.of() : longs(found[0].getFieldsDataList(), LoadClient.VERSION);
    for (int hit = 0; hit < keys.size(); hit++) {
      if (!versions.get(hit).equals(expected.get(keys.get(hit)))) {
        throw wrong(
            "found row %d of version %d, which is of version %s"
                .formatted(keys.get(hit), versions.get(hit), expected.get(keys.get(hit))));
      }
    }
    if (expected.containsKey(key) && (keys.get(0) != key || found[0].getScores(0) > NOTHING)) {
      throw wrong(
          "searched for the vector of row %d and found %s at %s"
              .formatted(key, keys, found[0].getScoresList()));
    }
  }

  private void query() {
    List<Long> keys = someKeys();
    QueryResults[] found = new QueryResults[1];
    timed(
        Kind.QUERY,
        () ->
            found[0] =
                client.query(
                    "%s in %s".formatted(LoadClient.ID, keys),
                    List.of(LoadClient.ID, LoadClient.VERSION)));
    Map<Long, Long> actual = new TreeMap<>();
    List<Long> ids = longs(found[0].getFieldsDataList(), LoadClient.ID);
    List<Long> versions = longs(found[0].getFieldsDataList(), LoadClient.VERSION);
    for (int row = 0; row < ids.size(); row++) {
      actual.put(ids.get(row), versions.get(row));
    }
    Map<Long, Long> expected = new TreeMap<>(rows.versions());
    expected.keySet().retainAll(keys);
    if (!actual.equals(expected) || actual.size() != ids.size()) {
      throw wrong("has the rows %s and read %s".formatted(expected, actual));
    }
  }

  private void count() {
    long[] counted = new long[1];
    timed(Kind.COUNT, () -> counted[0] = count(client, ownRows()));
    if (counted[0] != rows.versions().size()) {
      throw wrong("has %d rows and counted %d".formatted(rows.versions().size(), counted[0]));
    }
  }

  /** How many rows the filter lets through. */
  static long count(LoadClient client, String filter) {
    return longs(client.query(filter, List.of(COUNT)).getFieldsDataList(), COUNT).get(0);
  }

  private static List<Long> longs(List<FieldData> columns, String name) {
    for (FieldData column : columns) {
      if (column.getFieldName().equals(name)) {
        return column.getScalars().getLongData().getDataList();
      }
    }
    throw new IllegalStateException("an answer has no column " + name);
  }

  private WrongAnswer wrong(String message) {
    return new WrongAnswer("client %d %s".formatted(rows.owner(), message));
  }
}
