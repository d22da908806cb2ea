package io.cinclus.standalone.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Made-up data that are the same on every machine: rows around centres, each centre with directions
 * of its own in which its rows differ most, as embeddings do. Queries are drawn as rows are, and
 * are none of them.
 *
 * @param clusters how many centres
 */
record ClusteredData(int rows, int dim, int clusters, int queries, long seed) {
  private static final String PREFIX = "clustered:";
  private static final int ROWS_PER_CLUSTER = 1000;

  /** How many directions of its own a cluster has, and how far rows go in these and in others. */
  private static final int DIRECTIONS = 16;

  private static final float SPREAD_ALONG = 0.8f;
  private static final float SPREAD_ACROSS = 0.15f;

  ClusteredData {
    if (rows < 1 || dim < 1 || clusters < 1 || queries < 1) {
      throw new IllegalArgumentException("rows, dim, clusters and queries must be at least 1");
    }
    if ((long) Math.max(rows, queries) * dim > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d rows of dimension %d do not fit in an array".formatted(rows, dim));
    }
  }

  /**
   * Reads {@code clustered:rows=200000,dim=128,seed=1}; {@code queries} is 2000 and {@code
   * clusters} one for each 1000 rows where they are not named.
   */
  static ClusteredData parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "'%s' is not known: use %srows=200000,dim=128,seed=1".formatted(text, PREFIX));
    }
    Map<String, Long> values = new LinkedHashMap<>();
    Pairs.parse(text.substring(PREFIX.length()))
        .forEach((name, value) -> values.put(name, number(name, value)));
    long rows = take(values, "rows", 200_000);
    ClusteredData data =
        new ClusteredData(
            Math.toIntExact(rows),
            Math.toIntExact(take(values, "dim", 128)),
            Math.toIntExact(take(values, "clusters", Math.max(1, rows / ROWS_PER_CLUSTER))),
            Math.toIntExact(take(values, "queries", 2000)),
            take(values, "seed", 1));
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(
          "clustered data have no %s: use rows, dim, clusters, queries and seed"
              .formatted(values.keySet()));
    }
    return data;
  }

  private static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is '%s', which is no whole number".formatted(name, value), e);
    }
  }

  private static long take(Map<String, Long> values, String name, long standard) {
    Long value = values.remove(name);
    return value == null ? standard : value;
  }

  /** Rows and queries. */
  record Made(Rows base, Rows queries) {}

  Made make() {
    Random random = new Random(seed);
    float[][] centres = new float[clusters][dim];
    float[][][] directions = new float[clusters][DIRECTIONS][dim];
    for (int cluster = 0; cluster < clusters; cluster++) {
      fill(random, centres[cluster], 1);
      for (float[] direction : directions[cluster]) {
        fill(random, direction, SPREAD_ALONG / (float) Math.sqrt(DIRECTIONS));
      }
    }
    Rows base = draw(random, centres, directions, rows);
    return new Made(base, draw(random, centres, directions, queries));
  }

  private Rows draw(Random random, float[][] centres, float[][][] directions, int count) {
    float[] values = new float[count * dim];
    float[] across = new float[dim];
    for (int row = 0; row < count; row++) {
      int cluster = random.nextInt(clusters);
      fill(random, across, SPREAD_ACROSS);
      int at = row * dim;
      for (int i = 0; i < dim; i++) {
        values[at + i] = centres[cluster][i] + across[i];
      }
      for (float[] direction : directions[cluster]) {
        float far = (float) random.nextGaussian();
        for (int i = 0; i < dim; i++) {
          values[at + i] += far * direction[i];
        }
      }
    }
    return new Rows(values, dim);
  }

  private static void fill(Random random, float[] values, float scale) {
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * (float) random.nextGaussian();
    }
  }
}
