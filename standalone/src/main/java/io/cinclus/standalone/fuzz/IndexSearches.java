package io.cinclus.standalone.fuzz;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random searches in indexes of the same vectors, whose answers are checked. */
final class IndexSearches {
  /** Of queries asked together: more than share a panel of any kernels. */
  private static final int MAX_BATCH = 40;

  /** The least share of the nearest rows that a thorough search of benign vectors finds. */
  private static final double LEAST_RECALL = 0.9;

  private static final int RECALL_QUERIES = 5;
  private static final int RECALL_K = 10;

  /**
   * What a query may allocate beside a multiple of what the vectors have. The SIMD kernels allocate
   * too, until they are compiled: some 16 MiB were seen for a query.
   */
  private static final long QUERY_BYTES = 64 << 20;

  private static final int QUERY_FACTOR = 16;

  private final RandomGenerator random;
  private final Tally tally;
  private final Kernels kernels;
  private final RandomVectors data;

  IndexSearches(RandomGenerator random, Tally tally, Kernels kernels, RandomVectors data) {
    this.random = random;
    this.tally = tally;
    this.kernels = kernels;
    this.data = data;
  }

  /**
   * Searches for one query, or some together.
   *
   * @param intact whether it is the index that was built: then all that it promises is checked
   */
  void areRight(DenseIndex index, boolean intact) throws Exception {
    int rows = data.vectors().rows();
    int k = k(rows);
    float[][] queries = queries(random.nextInt(3) == 0 ? random.nextInt(MAX_BATCH) : 1);
    ScoreRange range = random.nextInt(3) == 0 ? range(index, queries) : ScoreRange.ALL;
    Bits allow = data.allow(random);
    SearchParams params =
        SearchParams.adapt(
            index.type(), RandomParams.valid(random, index.type().searchParameters()), k);
    TopK[] out = heaps(queries.length, k, range);
    Allocations.atMost(
        (QUERY_BYTES + 4L * QUERY_FACTOR * data.values().length) * Math.max(1, queries.length),
        "a search for %d rows, %s".formatted(k, params),
        () -> {
          search(index, queries, params, allow, out);
          return out;
        });
    AnswerCheck check = new AnswerCheck(kernels, index.metric(), data.vectors());
    for (int i = 0; i < queries.length; i++) {
      try {
        check(check, index, queries[i], allow, out[i], intact);
      } catch (Violation e) {
        throw new Violation(
            "query %d of %d, k %d, %s, %s, %s allowed: %s"
                .formatted(
                    i,
                    queries.length,
                    k,
                    range,
                    params,
                    allow == null ? "all" : allow.cardinality(),
                    e.getMessage()),
            e);
      }
      tally.searched();
    }
    if (intact) {
      refusesWhatDoesNotFit(index, params);
    }
  }

  private void check(
      AnswerCheck check,
      DenseIndex index,
      float[] query,
      @Nullable Bits allow,
      TopK out,
      boolean intact) {
    check.isSound(query, allow, out);
    if (index.type() == IndexType.FLAT) {
      check.isExact(query, allow, out);
    }
    if (!data.kind().isBenign()) {
      return;
    }
    if (intact && out.range().equals(ScoreRange.ALL)) {
      check.isComplete(allow, out);
    }
    for (int rank = 0; rank < out.size(); rank += 1 + rank) {
      check.isPrecise(query, out.row(rank));
    }
  }

  private int k(int rows) {
    return switch (random.nextInt(8)) {
      case 0 -> 1;
      case 1 -> Math.max(1, rows);
      case 2 -> rows + 1 + random.nextInt(rows + 1);
      case 3 -> Integer.MAX_VALUE;
      default -> 1 + random.nextInt(20);
    };
  }

  private float[][] queries(int count) {
    return Stream.generate(() -> data.query(random)).limit(count).toArray(float[][]::new);
  }

  /** A range between scores of rows, or a strange one. */
  private ScoreRange range(DenseIndex index, float[][] queries) {
    float[] ends = {(float) random.nextGaussian(), Float.POSITIVE_INFINITY};
    if (queries.length > 0 && random.nextInt(5) != 0) {
      List<AnswerCheck.Scored> all =
          new AnswerCheck(kernels, index.metric(), data.vectors())
              .nearest(queries[0], null, 100, ScoreRange.ALL);
      for (int i = 0; i < ends.length && !all.isEmpty(); i++) {
        ends[i] = all.get(random.nextInt(all.size())).score();
      }
    } else if (random.nextBoolean()) {
      ends[0] = random.nextBoolean() ? Float.MAX_VALUE : Float.NEGATIVE_INFINITY;
    }
    float above = Math.min(ends[0], ends[1]);
    float upTo = Math.max(ends[0], ends[1]);
    return above < upTo ? new ScoreRange(above, upTo) : ScoreRange.ALL;
  }

  private static TopK[] heaps(int count, int k, ScoreRange range) {
    return Stream.generate(() -> new TopK(k, range)).limit(count).toArray(TopK[]::new);
  }

  private static void search(
      DenseIndex index, float[][] queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    if (queries.length == 1) {
      index.search(queries[0], params, allow, out[0]);
    } else {
      index.search(queries, params, allow, out);
    }
    for (TopK one : out) {
      one.sort();
    }
  }

  private void refusesWhatDoesNotFit(DenseIndex index, SearchParams params) {
    int dim = data.vectors().dim();
    int rows = data.vectors().rows();
    float[] query = new float[dim];
    float[] wrong = new float[random.nextBoolean() || dim == 1 ? dim + 1 : dim - 1];
    Bits tooMany = new Bits(new long[1], rows + 1);
    refuses("a query of another dimension", () -> index.search(wrong, params, null, new TopK(1)));
    refuses("bits of more rows", () -> index.search(query, params, tooMany, new TopK(1)));
    refuses(
        "two queries for one result",
        () -> index.search(new float[][] {query, query}, params, null, new TopK[] {new TopK(1)}));
  }

  private void refuses(String what, Runnable search) {
    HostileArguments.mustRefuse(
        tally,
        what,
        () -> {
          search.run();
          return true;
        });
  }

  /** A search that looks at whatever it can finds almost all that is nearest. */
  void findTheNearest(DenseIndex index) {
    AnswerCheck check = new AnswerCheck(kernels, index.metric(), data.vectors());
    SearchParams params =
        SearchParams.adapt(
            index.type(), RandomParams.thorough(index.type().searchParameters()), RECALL_K);
    int hits = 0;
    int wanted = 0;
    for (int i = 0; i < RECALL_QUERIES; i++) {
      float[] query = data.query(random);
      Bits allow = data.allow(random);
      TopK out = new TopK(RECALL_K);
      search(index, new float[][] {query}, params, allow, new TopK[] {out});
      List<AnswerCheck.Scored> nearest = check.nearest(query, allow, RECALL_K, ScoreRange.ALL);
      hits += check.hits(nearest, out);
      wanted += nearest.size();
      tally.searched();
    }
    if (hits < LEAST_RECALL * wanted) {
      throw new Violation("%d of the nearest %d found with %s".formatted(hits, wanted, params));
    }
  }
}
