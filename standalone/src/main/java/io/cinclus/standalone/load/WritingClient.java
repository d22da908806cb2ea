package io.cinclus.standalone.load;

import io.cinclus.milvus.grpc.SearchResultData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Writes rows of its own and checks, at Strong and to the last row, that they are there: it is the
 * only one who writes them, so it knows them all. For one thread.
 */
final class WritingClient {
  private static final int MAX_BATCH = 20;
  private static final int KEYS = 2_000;
  private static final int K = 10;

  /** What two ways to add the same squares may differ by, of the sum. */
  private static final double ROUNDING = 1e-4;

  private final long owner;
  private final RemoteCollection collection;
  private final LoadReport report;
  private final int dim;
  private final Random random;
  private final TreeMap<Long, float[]> rows = new TreeMap<>();

  WritingClient(long owner, RemoteCollection collection, LoadReport report, int dim, long seed) {
    this.owner = owner;
    this.collection = collection;
    this.report = report;
    this.dim = dim;
    this.random = new Random(seed * 31 + owner);
  }

  /** Does one thing. */
  void step() {
    int what = random.nextInt(20);
    if (what < 6) {
      insert();
    } else if (what < 8) {
      delete();
    } else if (what < 11) {
      count();
    } else if (what < 13) {
      get();
    } else {
      search();
    }
  }

  /** Its rows, which is also what there is of them on the server. */
  int rows() {
    return rows.size();
  }

  void count() {
    long counted = collection.count("owner == " + owner);
    if (counted != rows.size()) {
      throw new LoadViolation(
          "client %d wrote %d rows, and %d are counted".formatted(owner, rows.size(), counted));
    }
  }

  private long key() {
    return owner * KEYS + random.nextInt(KEYS);
  }

  private float[] vector() {
    float[] vector = new float[dim];
    for (int i = 0; i < dim; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private void insert() {
    Map<Long, float[]> batch = new HashMap<>();
    for (int i = random.nextInt(MAX_BATCH); i >= 0; i--) {
      batch.put(key(), vector());
    }
    collection.insert(owner, batch);
    rows.putAll(batch);
  }

  private void delete() {
    long bound = key();
    long from = bound - random.nextInt(MAX_BATCH);
    collection.delete("owner == %d and id >= %d and id <= %d".formatted(owner, from, bound));
    rows.subMap(from, true, bound, true).clear();
  }

  private void get() {
    long bound = key();
    long from = bound - MAX_BATCH;
    List<Long> found =
        collection.keys("owner == %d and id >= %d and id <= %d".formatted(owner, from, bound));
    List<Long> expected = new ArrayList<>(rows.subMap(from, true, bound, true).keySet());
    if (!found.stream().sorted().toList().equals(expected)) {
      throw new LoadViolation(
          "client %d has the rows %s from %d to %d, and a query found %s"
              .formatted(owner, expected, from, bound, found));
    }
  }

  private void search() {
    float[] query = vector();
    long start = System.nanoTime();
    SearchResultData found =
        collection.search(query, K, "owner == " + owner, "Strong").getResults();
    report.searched(System.nanoTime() - start, 1);
    double[] distances =
        rows.values().stream().mapToDouble(row -> distance(query, row)).sorted().limit(K).toArray();
    List<Long> ids = found.getIds().getIntId().getDataList();
    boolean right = ids.size() == distances.length && ids.stream().distinct().count() == ids.size();
    for (int i = 0; right && i < distances.length; i++) {
      float[] row = rows.get(ids.get(i));
      right =
          row != null
              && isNear(distance(query, row), distances[i])
              && isNear(found.getScores(i), distances[i]);
    }
    if (!right) {
      throw new LoadViolation(
          "client %d has rows at the distances %s, and a search found %s at %s"
              .formatted(owner, Arrays.toString(distances), ids, found.getScoresList()));
    }
  }

  private static boolean isNear(double one, double other) {
    return Math.abs(one - other) <= ROUNDING * Math.max(one, other);
  }

  static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = (double) one[i] - other[i];
      sum += difference * difference;
    }
    return sum;
  }
}
