package io.cinclus.anomaly;

import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Arrays;

/**
 * The rows of a reference set on one scale, and the nearest of them, exactly. What it finds is the
 * same to the bit however events are batched, because the kernels are. Not thread-safe.
 */
final class NeighbourSpace {
  /** Rows whose neighbours are looked for in one pass. */
  private static final int PASS_ROWS = 256;

  /** All rows are in one chunk. */
  private static final int ROWS_PER_CHUNK = 1 << 30;

  private static final int INITIAL_ROWS = 64;

  private final Kernels kernels;
  private final ExactSearch search;
  private final Normalization normalization;
  private final int neighbours;
  private Scaling scaling = Scaling.UNIT;
  private float[] values = {};
  private float[] distances = {};
  private int dim;
  private int count;

  NeighbourSpace(Kernels kernels, Normalization normalization, int neighbours) {
    this.kernels = kernels;
    this.search = new ExactSearch(kernels);
    this.normalization = normalization;
    this.neighbours = neighbours;
  }

  /** Scales all rows anew; withDistances: {@link #distance(int)} of each, too. */
  void learn(ReferenceSet rows, boolean withDistances) {
    count = 0;
    if (rows.count() == 0) {
      return;
    }
    dim = rows.at(0).values().length;
    scaling = Scaling.learn(normalization, rows);
    for (int row = 0; row < rows.count(); row++) {
      add(rows.at(row));
    }
    if (withDistances) {
      measureAll();
    }
  }

  /** Adds a row behind the others; {@link #distance(int)} of it is to those before it. */
  void append(Observation row, boolean withDistance) {
    float distance = withDistance ? new Nearest(scaling.apply(row.values())).distance() : 0;
    add(row);
    distances[count - 1] = distance;
  }

  private void add(Observation row) {
    if (values.length < (count + 1) * dim || distances.length <= count) {
      int capacity = Math.max(INITIAL_ROWS, 2 * count);
      values = Arrays.copyOf(values, Math.multiplyExact(capacity, dim));
      distances = Arrays.copyOf(distances, capacity);
    }
    scaling.apply(row.values(), values, count * dim);
    count++;
  }

  /** Each row's distance to the nearest others. */
  private void measureAll() {
    TopK[] found = results(Math.min(PASS_ROWS, count), neighbours + 1);
    for (int from = 0; from < count; from += PASS_ROWS) {
      int rows = Math.min(PASS_ROWS, count - from);
      float[][] queries = new float[rows][];
      for (int i = 0; i < rows; i++) {
        queries[i] = Arrays.copyOfRange(values, (from + i) * dim, (from + i + 1) * dim);
        found[i].clear();
      }
      TopK[] passed = Arrays.copyOf(found, rows);
      search.search(queries, vectors(), Metric.L2, null, passed);
      for (int i = 0; i < rows; i++) {
        distances[from + i] = meanDistance(passed[i], from + i);
      }
    }
  }

  /** The mean distance of a result, without one row if it is there, else without the last. */
  private float meanDistance(TopK found, int without) {
    found.sort();
    int kept = Math.min(neighbours, Math.max(0, count - 1));
    double sum = 0;
    int taken = 0;
    for (int rank = 0; rank < found.size() && taken < kept; rank++) {
      if (found.row(rank) != without) {
        sum += Math.sqrt(-(double) found.score(rank));
        taken++;
      }
    }
    return taken == 0 ? 0 : (float) (sum / taken);
  }

  private Vectors vectors() {
    return Vectors.ofChunks(new float[][] {values}, ROWS_PER_CHUNK, dim, count);
  }

  private static TopK[] results(int count, int k) {
    TopK[] results = new TopK[count];
    Arrays.setAll(results, i -> new TopK(k));
    return results;
  }

  /** The mean distance of a row to its nearest neighbours when it was last measured. */
  float distance(int row) {
    return distances[row];
  }

  /** Looks for the neighbours of events among the rows there are now, in one pass over them. */
  Nearest[] nearest(float[][] events) {
    Nearest[] nearest = new Nearest[events.length];
    if (count == 0) {
      return nearest;
    }
    float[][] queries = new float[events.length][];
    TopK[] found = results(events.length, neighbours);
    for (int i = 0; i < events.length; i++) {
      queries[i] = scaling.apply(events[i]);
      nearest[i] = new Nearest(queries[i], found[i]);
    }
    search.search(queries, vectors(), Metric.L2, null, found);
    return nearest;
  }

  /** The nearest rows of an event, which takes later rows in when it is read. */
  final class Nearest {
    private final float[] query;
    private final TopK found;
    private final int searched;

    private Nearest(float[] query, TopK found) {
      this.query = query;
      this.found = found;
      this.searched = count;
    }

    private Nearest(float[] query) {
      this(query, new TopK(neighbours));
      search.search(query, vectors(), Metric.L2, null, found);
    }

    /** Includes the rows that came after the search. Once, before anything is read. */
    void complete() {
      Scorer scorer = new Scorer(kernels, Metric.L2, vectors());
      scorer.query(query);
      for (int row = searched; row < count; row++) {
        found.offer(row, scorer.score(row));
      }
      found.sort();
    }

    /** The mean distance to the nearest rows; 0 if there are none. */
    float distance() {
      found.sort();
      double sum = 0;
      for (int rank = 0; rank < found.size(); rank++) {
        sum += Math.sqrt(-(double) found.score(rank));
      }
      return found.size() == 0 ? 0 : (float) (sum / found.size());
    }

    /** The mean of what {@link NeighbourSpace#distance(int)} is for the nearest rows. */
    double neighboursDistance() {
      double sum = 0;
      for (int rank = 0; rank < found.size(); rank++) {
        sum += NeighbourSpace.this.distance(found.row(rank));
      }
      return found.size() == 0 ? 0 : sum / found.size();
    }
  }
}
