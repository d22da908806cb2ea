package io.cinclus.index.ivf;

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
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BinaryIvfIndexTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 128;
  private static final int ROWS = 20_000;
  private static final int QUERIES = 40;

  /** Fixed: a recall gate is not to fail by chance. */
  private static final long SEED = 11;

  /** Rows that differ from one of some others in every tenth bit. */
  private static BinaryVectors near(Random random, byte[] centers, int rows) {
    int rowBytes = DIM / 8;
    byte[] bits = new byte[rows * rowBytes];
    for (int row = 0; row < rows; row++) {
      int center = random.nextInt(centers.length / rowBytes) * rowBytes;
      System.arraycopy(centers, center, bits, row * rowBytes, rowBytes);
      for (int bit = 0; bit < DIM; bit++) {
        if (random.nextInt(10) == 0) {
          bits[row * rowBytes + bit / 8] ^= (byte) (1 << (bit % 8));
        }
      }
    }
    return BinaryVectors.of(bits, DIM);
  }

  private static IndexParams params(IndexType type, Metric metric) {
    return IndexParams.parse(
        type, metric, type == IndexType.BIN_FLAT ? Map.of() : Map.of("nlist", "64"));
  }

  private static TopK[] search(
      VectorIndex index, BinaryVectors queries, String nprobe, @Nullable Bits allow) {
    TopK[] out = new TopK[queries.rows()];
    for (int i = 0; i < out.length; i++) {
      out[i] = new TopK(10);
    }
    index.search(
        queries, SearchParams.adapt(index.type(), Map.of("nprobe", nprobe), 10), allow, out);
    for (TopK each : out) {
      each.sort();
    }
    return out;
  }

  /** The share of results that are as near as the truth's at the same rank. */
  private static double recall(TopK[] found, TopK[] truth) {
    int wanted = 0;
    int right = 0;
    for (int i = 0; i < found.length; i++) {
      for (int rank = 0; rank < truth[i].size(); rank++) {
        wanted++;
        right += rank < found[i].size() && found[i].score(rank) == truth[i].score(rank) ? 1 : 0;
      }
    }
    return (double) right / wanted;
  }

  @Test
  void recallIsHighForBothMetricsAndFilters() {
    Random random = new Random(SEED);
    byte[] centers = new byte[80 * DIM / 8];
    random.nextBytes(centers);
    BinaryVectors rows = near(random, centers, ROWS);
    BinaryVectors queries = near(random, centers, QUERIES);
    for (Metric metric : List.of(Metric.HAMMING, Metric.JACCARD)) {
      VectorIndex index =
          IndexFiles.indexAny(KERNELS, rows, params(IndexType.BIN_IVF_FLAT, metric));
      VectorIndex flat = IndexFiles.indexAny(KERNELS, rows, params(IndexType.BIN_FLAT, metric));
      for (double share : new double[] {1, 0.5, 0.05, 0.001, 0}) {
        Bits allow = share == 1 ? null : TestVectors.randomBits(random, ROWS, share);
        TopK[] truth = search(flat, queries, "1", allow);
        if (share == 0) {
          assertThat(search(index, queries, "4", allow)).allMatch(out -> out.size() == 0);
        } else {
          assertThat(recall(search(index, queries, "4", allow), truth))
              .as("%s, %s of the rows", metric, share)
              .isGreaterThan(0.95);
        }
        assertThat(recall(search(index, queries, "64", allow), truth)).isIn(1.0, Double.NaN);
      }
    }
  }

  @Test
  void theFileIsTheSameWhateverTheThreadsAndADamagedOneIsRefused() {
    Random random = new Random(TestVectors.printedSeed());
    byte[] centers = new byte[20 * DIM / 8];
    random.nextBytes(centers);
    BinaryVectors rows = near(random, centers, 3_000);
    IndexParams params = params(IndexType.BIN_IVF_FLAT, Metric.JACCARD);
    byte[] alone = IndexFiles.build(KERNELS, rows, params);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      BuildContext context = new BuildContext(pool, 3, BuildProgress.NONE);
      assertThat(IndexFiles.build(KERNELS, rows, params, context)).isEqualTo(alone);
    } finally {
      pool.shutdown();
    }
    for (int i = 0; i < 100; i++) {
      byte[] damaged = alone.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> IndexFiles.openAny(KERNELS, damaged, rows))
          .isInstanceOf(CorruptIndexException.class);
    }
  }
}
