package io.cinclus.standalone.fuzz;

import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
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
  private final RandomData data;

  IndexSearches(RandomGenerator random, Tally tally, Kernels kernels, RandomData data) {
    this.random = random;
    this.tally = tally;
    this.kernels = kernels;
    this.data = data;
  }

  /**
   * An index to search.
   *
   * @param bm25 of its file, for that metric, with any average length
   * @param intact whether it is the index that was built: then all that it promises is checked
   */
  record Opened(VectorIndex index, Bm25 bm25, boolean intact) {}

  /** Searches for one query, or some together. */
  void areRight(Opened opened) throws Exception {
    VectorIndex index = opened.index();
    int k = k(index.rows());
    VectorData queries =
        data.queries(random, random.nextInt(3) == 0 ? random.nextInt(MAX_BATCH) : 1);
    SearchParams params =
        SearchParams.adapt(
            index.type(), RandomParams.valid(random, index.type().searchParameters()), k);
    RandomData.Scoring scoring = scoring(opened, params);
    ScoreRange range = random.nextInt(3) == 0 ? range(scoring, queries) : ScoreRange.ALL;
    Bits allow = RandomData.allow(random, index.rows());
    TopK[] out = heaps(queries.rows(), k, range);
    Allocations.atMost(
        (QUERY_BYTES + QUERY_FACTOR * data.sizeBytes()) * Math.max(1, queries.rows()),
        "a search for %d rows, %s".formatted(k, params),
        () -> {
          search(index, queries, params, allow, out);
          return out;
        });
    for (int i = 0; i < queries.rows(); i++) {
      try {
        check(new Asked(opened, params, scoring, queries, i), allow, out[i]);
      } catch (Violation e) {
        throw new Violation(
            "query %d of %d, k %d, %s, %s, %s allowed: %s"
                .formatted(
                    i,
                    queries.rows(),
                    k,
                    range,
                    params,
                    allow == null ? "all" : allow.cardinality(),
                    e.getMessage()),
            e);
      }
      tally.searched();
    }
    if (opened.intact()) {
      refusesWhatDoesNotFit(index, params);
    }
  }

  private RandomData.Scoring scoring(Opened opened, SearchParams params) {
    Bm25 bm25 = opened.bm25();
    if (opened.index().type() == IndexType.SPARSE_INVERTED_INDEX) {
      bm25 = new Bm25(bm25.k1(), bm25.b(), params.value(Parameters.BM25_AVGDL));
    }
    return new RandomData.Scoring(kernels, opened.index().metric(), bm25);
  }

  /** One of the queries of a search. */
  private record Asked(
      Opened opened,
      SearchParams params,
      RandomData.Scoring scoring,
      VectorData queries,
      int query) {

    /** Whether the index promises to find the nearest. */
    boolean isExact() {
      return switch (opened.index().type()) {
        case FLAT, BIN_FLAT -> true;
        case SPARSE_INVERTED_INDEX -> params.value(Parameters.DROP_RATIO_SEARCH) == 0;
        default -> false;
      };
    }

    /** Whether it promises to find as many rows as it can. */
    boolean isComplete() {
      return opened.intact() && (isExact() || opened.index().dim() > 0);
    }
  }

  private void check(Asked asked, @Nullable Bits allow, TopK out) {
    BatchScorer scorer = data.scorer(asked.scoring(), asked.queries(), asked.query());
    AnswerCheck check = new AnswerCheck(scorer);
    check.isSound(allow, out);
    if (asked.isExact()) {
      check.isExact(allow, out);
    }
    if (!data.isBenign()) {
      return;
    }
    if (asked.isComplete() && out.range().equals(ScoreRange.ALL)) {
      check.isComplete(allow, out);
    }
    for (int rank = 0; rank < out.size(); rank += 1 + rank) {
      int row = out.row(rank);
      check.isPrecise(row, data.precise(asked.scoring(), asked.queries(), asked.query(), row));
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

  /** A range between scores of rows, or a strange one. */
  private ScoreRange range(RandomData.Scoring scoring, VectorData queries) {
    float[] ends = {(float) random.nextGaussian(), Float.POSITIVE_INFINITY};
    if (queries.rows() > 0 && random.nextInt(5) != 0) {
      List<AnswerCheck.Scored> all =
          new AnswerCheck(data.scorer(scoring, queries, 0)).nearest(null, 100, ScoreRange.ALL);
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
      VectorIndex index,
      VectorData queries,
      SearchParams params,
      @Nullable Bits allow,
      TopK[] out) {
    index.search(queries, params, allow, out);
    for (TopK one : out) {
      one.sort();
    }
  }

  private void refusesWhatDoesNotFit(VectorIndex index, SearchParams params) {
    VectorData two = data.queries(random, 2);
    Bits tooMany = new Bits(new long[1], index.rows() + 1);
    TopK[] one = {new TopK(1)};
    for (VectorData wrong : data.wrongQueries()) {
      refuses("a query that does not fit", () -> index.search(wrong, params, null, one));
    }
    TopK[] both = {new TopK(1), new TopK(1)};
    refuses("bits of more rows", () -> index.search(two, params, tooMany, both));
    refuses("two queries for one result", () -> index.search(two, params, null, one));
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
  void findTheNearest(Opened opened) {
    VectorIndex index = opened.index();
    SearchParams params =
        SearchParams.adapt(
            index.type(), RandomParams.thorough(index.type().searchParameters()), RECALL_K);
    RandomData.Scoring scoring = scoring(opened, params);
    int hits = 0;
    int wanted = 0;
    for (int i = 0; i < RECALL_QUERIES; i++) {
      VectorData query = data.queries(random, 1);
      Bits allow = RandomData.allow(random, index.rows());
      TopK out = new TopK(RECALL_K);
      search(index, query, params, allow, new TopK[] {out});
      AnswerCheck check = new AnswerCheck(data.scorer(scoring, query, 0));
      List<AnswerCheck.Scored> nearest = check.nearest(allow, RECALL_K, ScoreRange.ALL);
      hits += check.hits(nearest, out);
      wanted += nearest.size();
      tally.searched();
    }
    if (hits < LEAST_RECALL * wanted) {
      throw new Violation("%d of the nearest %d found with %s".formatted(hits, wanted, params));
    }
  }
}
