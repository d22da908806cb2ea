package io.cinclus.standalone.load;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Clustered rows that are written before, and queries whose true neighbours are known. */
final class PreparedRows {
  static final int K = 10;
  private static final int QUERIES = 200;
  private static final int CENTRES = 50;
  private static final int BATCH = 500;
  private static final float SPREAD = 0.3f;

  private final float[][] rows;
  private final float[][] queries = new float[QUERIES][];
  private final List<Set<Long>> neighbours;

  PreparedRows(int count, int dim, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[CENTRES][dim];
    for (float[] centre : centres) {
      for (int i = 0; i < dim; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    rows = new float[count][];
    Arrays.setAll(rows, i -> near(centres[random.nextInt(CENTRES)], random));
    Arrays.setAll(queries, i -> near(centres[random.nextInt(CENTRES)], random));
    neighbours = Arrays.stream(queries).parallel().map(this::neighbours).toList();
  }

  private static float[] near(float[] centre, Random random) {
    float[] vector = new float[centre.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = centre[i] + SPREAD * (float) random.nextGaussian();
    }
    return vector;
  }

  private Set<Long> neighbours(float[] query) {
    double[] distances =
        Arrays.stream(rows).mapToDouble(row -> WritingClient.distance(query, row)).toArray();
    Set<Long> best = new TreeSet<>();
    IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> distances[row]))
        .limit(K)
        .forEach(row -> best.add((long) row));
    return best;
  }

  void insertInto(RemoteCollection collection, IntConsumer progress) {
    for (int from = 0; from < rows.length; from += BATCH) {
      Map<Long, float[]> batch = new LinkedHashMap<>();
      for (int row = from; row < Math.min(rows.length, from + BATCH); row++) {
        batch.put((long) row, rows[row]);
      }
      collection.insert(0, batch);
      progress.accept(from + batch.size());
    }
  }

  int queries() {
    return QUERIES;
  }

  float[] query(int number) {
    return queries[number];
  }

  /** The share of a query's true neighbours that is among the rows found. */
  double recall(int query, List<Long> found) {
    Set<Long> expected = neighbours.get(query);
    return expected.isEmpty()
        ? 1
        : (double) found.stream().filter(expected::contains).count() / expected.size();
  }
}
