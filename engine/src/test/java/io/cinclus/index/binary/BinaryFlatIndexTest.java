package io.cinclus.index.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinaryFlatIndexTest {
  private static final SearchParams PARAMS = SearchParams.parse(IndexType.BIN_FLAT, Map.of(), 10);

  private static BinaryVectors rows(Random random, int rows, int dim) {
    byte[] bits = new byte[rows * dim / 8];
    random.nextBytes(bits);
    return BinaryVectors.of(bits, dim);
  }

  private static VectorIndex index(Metric metric, BinaryVectors rows) {
    IndexParams params = IndexParams.parse(IndexType.BIN_FLAT, metric, Map.of());
    return IndexFiles.indexAny(Kernels.fastest(), rows, params);
  }

  private static float distance(
      Metric metric, BinaryVectors rows, int row, BinaryVectors queries, int query) {
    int differing = 0;
    int common = 0;
    int either = 0;
    for (int bit = 0; bit < rows.dim(); bit++) {
      boolean a = rows.get(row, bit);
      boolean b = queries.get(query, bit);
      differing += a == b ? 0 : 1;
      common += a && b ? 1 : 0;
      either += a || b ? 1 : 0;
    }
    return metric == Metric.HAMMING
        ? differing
        : either == 0 ? 0 : (float) (1 - (double) common / either);
  }

  @Test
  void findsTheNearestRowsForEveryDimension() {
    Random random = new Random(TestVectors.printedSeed());
    for (int dim : new int[] {8, 56, 64, 136, 768}) {
      BinaryVectors rows = rows(random, 300, dim);
      BinaryVectors queries = rows(random, 5, dim);
      for (Metric metric : List.of(Metric.HAMMING, Metric.JACCARD)) {
        VectorIndex index = index(metric, rows);
        Bits allow = TestVectors.randomBits(random, 300, 0.5);
        TopK[] out = new TopK[5];
        for (int i = 0; i < out.length; i++) {
          out[i] = new TopK(7);
        }
        index.search(queries, PARAMS, allow, out);
        for (int i = 0; i < out.length; i++) {
          int query = i;
          List<Integer> expected =
              IntStream.range(0, 300)
                  .filter(allow::get)
                  .boxed()
                  .sorted(
                      Comparator.comparingDouble(
                          row -> distance(metric, rows, row, queries, query)))
                  .limit(7)
                  .toList();
          out[i].sort();
          for (int rank = 0; rank < 7; rank++) {
            assertThat(out[i].row(rank)).isEqualTo(expected.get(rank));
            assertThat(metric.distance(out[i].score(rank)))
                .isEqualTo(distance(metric, rows, expected.get(rank), queries, i));
          }
        }
      }
    }
  }

  @Test
  void aRangeHoldsTheDistancesWithinTheRadius() {
    BinaryVectors rows = BinaryVectors.of(new byte[] {0, 1, 3, 7, 15}, 8);
    TopK out = new TopK(5, ScoreRange.between(Metric.HAMMING, 3, 1));
    index(Metric.HAMMING, rows)
        .search(BinaryVectors.of(new byte[] {0}, 8), PARAMS, null, new TopK[] {out});
    out.sort();
    assertThat(out.size()).isEqualTo(2);
    assertThat(out.row(0)).isEqualTo(1);
    assertThat(out.row(1)).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    BinaryVectors rows = BinaryVectors.of(new byte[] {0, 1}, 8);
    VectorIndex index = index(Metric.JACCARD, rows);
    TopK[] out = {new TopK(1)};
    assertThatThrownBy(() -> index.search(Vectors.of(new float[8], 8), PARAMS, null, out))
        .hasMessage("DENSE vectors for an index of BINARY vectors");
    assertThatThrownBy(() -> index.search(BinaryVectors.of(new byte[2], 16), PARAMS, null, out))
        .hasMessage("a query of dim 16 against vectors of dim 8");
    assertThatThrownBy(() -> index.search(rows, PARAMS, null, out))
        .hasMessage("2 queries but 1 results");
    assertThatThrownBy(() -> BinaryVectors.of(new byte[4], 12)).hasMessageContaining("not 12");
    assertThatThrownBy(() -> IndexParams.parse(IndexType.BIN_FLAT, Metric.L2, Map.of()))
        .hasMessageContaining("HAMMING, JACCARD");
    assertThatThrownBy(
            () ->
                IndexFiles.build(
                    Kernels.fastest(),
                    rows,
                    IndexParams.parse(IndexType.FLAT, Metric.L2, Map.of())))
        .hasMessageContaining("index type FLAT is not for binary vectors");
  }
}
