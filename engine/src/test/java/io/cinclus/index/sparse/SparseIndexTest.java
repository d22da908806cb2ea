package io.cinclus.index.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.SparseScorer;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SparseIndexTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int ROWS = 9_000;
  private static final int TERMS = 3_000;
  private static final Bm25 BM25 = new Bm25(1.5, 0.6, 40);

  /** Rows of terms that are the rarer the higher their number, as words are. */
  private static SparseVectors rows(Random random, int rows, int most, boolean counts) {
    TreeMap<Integer, Float> row = new TreeMap<>(Integer::compareUnsigned);
    SparseVector[] vectors = new SparseVector[rows];
    for (int i = 0; i < rows; i++) {
      row.clear();
      int wanted = random.nextInt(most + 1);
      for (int j = 0; j < wanted; j++) {
        int term = (int) (TERMS * Math.pow(random.nextDouble(), 4));
        float value = counts ? 1 + random.nextInt(5) : (float) Math.exp(random.nextGaussian());
        row.put(term * 2_000_003, value); // Some of them are above the positive ints.
      }
      int[] dims = row.keySet().stream().mapToInt(Integer::intValue).toArray();
      float[] values = new float[dims.length];
      int at = 0;
      for (float value : row.values()) {
        values[at++] = value;
      }
      vectors[i] = new SparseVector(dims, values);
    }
    return SparseVectors.of(vectors);
  }

  private static IndexParams params(Metric metric) {
    Map<String, String> given = Map.of("bm25_k1", "1.5", "bm25_b", "0.6");
    return IndexParams.parse(IndexType.SPARSE_INVERTED_INDEX, metric, given);
  }

  private static SearchParams search(String dropped) {
    Map<String, String> given = Map.of("bm25_avgdl", "40", "drop_ratio_search", dropped);
    return SearchParams.parse(IndexType.SPARSE_INVERTED_INDEX, given, 10);
  }

  private static void assertExact(
      VectorIndex index,
      SparseVectors rows,
      SparseVectors queries,
      TopK[] out,
      @Nullable Bits allow) {
    index.search(queries, search("0"), allow, out);
    SparseScorer scorer = new SparseScorer(index.metric(), BM25, rows);
    for (int i = 0; i < out.length; i++) {
      TopK expected = new TopK(out[i].k(), out[i].range());
      scorer.query(queries, i);
      ExactSearch.search(scorer, allow, expected);
      expected.sort();
      out[i].sort();
      assertThat(out[i].size()).isEqualTo(expected.size());
      for (int rank = 0; rank < expected.size(); rank++) {
        assertThat(out[i].row(rank)).isEqualTo(expected.row(rank));
        assertThat(out[i].score(rank)).isEqualTo(expected.score(rank));
      }
    }
  }

  private static TopK[] heaps(int count, int k, ScoreRange range) {
    TopK[] out = new TopK[count];
    for (int i = 0; i < count; i++) {
      out[i] = new TopK(k, range);
    }
    return out;
  }

  @Test
  void findsExactlyWhatAScanFinds() {
    Random random = new Random(TestVectors.printedSeed());
    for (Metric metric : List.of(Metric.IP, Metric.BM25)) {
      SparseVectors rows = rows(random, ROWS, 60, metric == Metric.BM25);
      SparseVectors queries = rows(random, 40, 20, false);
      VectorIndex index = IndexFiles.indexAny(KERNELS, rows, params(metric));
      for (int k : new int[] {1, 10, 300, 2 * ROWS}) {
        assertExact(index, rows, queries, heaps(40, k, ScoreRange.ALL), null);
      }
      for (double share : new double[] {0.9, 0.5, 0.01, 0}) {
        Bits allow = TestVectors.randomBits(random, ROWS, share);
        assertExact(index, rows, queries, heaps(40, 10, ScoreRange.ALL), allow);
      }
      assertExact(index, rows, queries, heaps(40, 50, new ScoreRange(3, 9)), null);
    }
  }

  @Test
  void findsExactlyWhatAScanFindsWhereValuesOrWeightsAreNotAboveZero() {
    Random random = new Random(TestVectors.printedSeed());
    SparseVectors rows = rows(random, 2_000, 30, false);
    SparseVectors queries = rows(random, 20, 20, false);
    multiply(queries, 14, -1);
    multiply(queries, 7, 0);
    VectorIndex positive = IndexFiles.indexAny(KERNELS, rows, params(Metric.IP));
    assertExact(positive, rows, queries, heaps(20, 10, ScoreRange.ALL), null);
    multiply(rows, 5, -1);
    VectorIndex index = IndexFiles.indexAny(KERNELS, rows, params(Metric.IP));
    assertExact(index, rows, queries, heaps(20, 10, ScoreRange.ALL), null);
  }

  /** Changes one of so many values. */
  private static void multiply(SparseVectors vectors, int step, float factor) {
    int at = 0;
    for (int row = 0; row < vectors.rows(); row++) {
      float[] values = vectors.row(row).values();
      for (int i = 0; i < values.length; i++) {
        if (at++ % step == step - 1) {
          values[i] *= factor;
        }
      }
    }
  }

  @Test
  void rowsWithAnInfiniteScoreAreWithinARangeAboveAllFloats() {
    SparseVectors rows =
        SparseVectors.of(
            new SparseVector(new int[] {5}, new float[] {1e30f}),
            new SparseVector(new int[] {5}, new float[] {1}));
    VectorIndex index = IndexFiles.indexAny(KERNELS, rows, params(Metric.IP));
    SparseVectors query = SparseVectors.of(new SparseVector(new int[] {5}, new float[] {1e30f}));
    ScoreRange beyond = new ScoreRange(Float.MAX_VALUE, Float.POSITIVE_INFINITY);
    TopK[] out = {new TopK(10, beyond)};
    assertExact(index, rows, query, out, null);
    assertThat(out[0].size()).isEqualTo(1);
  }

  @Test
  void rowsWithoutADimensionOfTheQueryAreNotFound() {
    SparseVectors rows = SparseVectors.of(vector(5, 2), SparseVector.EMPTY, vector(-1, 3));
    VectorIndex index = IndexFiles.indexAny(KERNELS, rows, params(Metric.IP));
    SparseVectors queries =
        SparseVectors.of(
            new SparseVector(new int[] {4, -1}, new float[] {1, 2}),
            SparseVector.EMPTY,
            vector(9, 1));
    TopK[] out = heaps(3, 10, ScoreRange.ALL);
    index.search(queries, search("0"), null, out);
    for (TopK each : out) {
      each.sort();
    }
    assertThat(out[0].size()).isEqualTo(1);
    assertThat(out[0].row(0)).isEqualTo(2);
    assertThat(out[0].score(0)).isEqualTo(6);
    assertThat(out[1].size()).isZero();
    assertThat(out[2].size()).isZero();
  }

  @Test
  void leavingOutTheLeastDimensionsLosesLittle() {
    Random random = new Random(7);
    SparseVectors rows = rows(random, ROWS, 60, false);
    SparseVectors queries = rows(random, 40, 20, false);
    VectorIndex index = IndexFiles.indexAny(KERNELS, rows, params(Metric.IP));
    TopK[] some = heaps(40, 10, ScoreRange.ALL);
    TopK[] all = heaps(40, 10, ScoreRange.ALL);
    index.search(queries, search("0.3"), null, some);
    index.search(queries, search("0"), null, all);
    int found = 0;
    int wanted = 0;
    for (int i = 0; i < all.length; i++) {
      some[i].sort();
      all[i].sort();
      wanted += all[i].size();
      for (int rank = 0; rank < all[i].size(); rank++) {
        for (int other = 0; other < some[i].size(); other++) {
          found += some[i].row(other) == all[i].row(rank) ? 1 : 0;
        }
      }
    }
    assertThat((double) found / wanted).isBetween(0.8, 1.0);
  }

  @Test
  void theFileIsTheSameWhateverTheThreadsAndADamagedOneIsRefused() throws IOException {
    Random random = new Random(TestVectors.printedSeed());
    SparseVectors rows = rows(random, ROWS, 30, false);
    byte[] alone = IndexFiles.build(KERNELS, rows, params(Metric.IP));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      BuildContext context = new BuildContext(pool, 4, BuildProgress.NONE);
      assertThat(IndexFiles.build(KERNELS, rows, params(Metric.IP), context)).isEqualTo(alone);
    } finally {
      pool.shutdown();
    }
    for (int i = 0; i < 200; i++) {
      byte[] damaged = alone.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> IndexFiles.openAny(KERNELS, damaged, rows))
          .isInstanceOf(CorruptIndexException.class);
    }
    SparseVectors others = rows(random, ROWS, 30, false);
    assertThatThrownBy(() -> IndexFiles.openAny(KERNELS, alone, others))
        .isInstanceOf(CorruptIndexException.class);
  }

  private static SparseVector vector(int dim, float value) {
    return new SparseVector(new int[] {dim}, new float[] {value});
  }
}
