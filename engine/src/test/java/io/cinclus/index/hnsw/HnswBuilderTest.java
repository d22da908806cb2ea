package io.cinclus.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class HnswBuilderTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 24;
  private static final long SEED = 17;

  /** Groups of rows that are near to each other and come one behind the other. */
  private static Vectors groups(int groups, int groupRows) {
    Random random = new Random(SEED);
    float[] values = new float[groups * groupRows * DIM];
    for (int group = 0; group < groups; group++) {
      float[] center = TestVectors.gaussian(random, DIM);
      for (int i = group * groupRows * DIM; i < (group + 1) * groupRows * DIM; i++) {
        values[i] = 10 * center[i % DIM] + (float) random.nextGaussian();
      }
    }
    return Vectors.of(values, DIM);
  }

  @Test
  void theBytesDoNotDependOnThreads() {
    Vectors vectors = groups(30, 100);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      IndexParams params = IndexFiles.hnsw(metric, 4, 40); // So few links that there are levels.
      byte[] alone = IndexFiles.build(KERNELS, vectors, params);
      for (int threads : new int[] {2, 4, 7}) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
          BuildContext context = new BuildContext(pool, threads, BuildProgress.NONE);
          assertThat(IndexFiles.build(KERNELS, vectors, params, context))
              .as("%s, %d threads", metric, threads)
              .isEqualTo(alone);
        } finally {
          pool.shutdown();
        }
      }
    }
  }

  /**
   * A batch meets none of its own rows on its walks, which here are all that is near. The groups
   * lie so far from each other that no graph of these parameters leads to all of them.
   */
  @Test
  void rowsThatComeOneBehindTheOtherAreFoundAsWellAsWhereTheyAreInsertedOneByOne()
      throws InterruptedException {
    Vectors vectors = groups(40, 250);
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    HnswGraph graph =
        new HnswBuilder(KERNELS, vectors, IndexFiles.hnsw(Metric.L2, 16, 100), context).build();
    HnswIndex index = new HnswIndex(KERNELS, Metric.L2, vectors, graph, null, 0);
    SearchParams ef = SearchParams.parse(IndexType.HNSW, Map.of("ef", "64"), 10);
    GrowingGraph oneByOne = new GrowingGraph(KERNELS, Metric.L2, DIM, 16, 100);
    oneByOne.add(vectors);
    int hits = 0;
    int hitsOneByOne = 0;
    for (int row = 0; row < vectors.rows(); row += 37) {
      float[] query = vectors.copy(row);
      TopK truth = new TopK(10);
      new ExactSearch(KERNELS).search(query, vectors, Metric.L2, null, truth);
      List<Integer> nearest = HnswIndexTest.rows(truth);
      TopK found = new TopK(10);
      index.search(query, ef, null, found);
      hits += hits(found, nearest);
      oneByOne.search(vectors, query, 64, null, found);
      hitsOneByOne += hits(found, nearest);
    }
    assertThat(hits).as("seed %d", SEED).isGreaterThanOrEqualTo(hitsOneByOne);
  }

  private static int hits(TopK found, List<Integer> nearest) {
    List<Integer> rows = HnswIndexTest.rows(found);
    rows.retainAll(nearest);
    return rows.size();
  }

  @Test
  void progressRisesToTheRows() throws InterruptedException {
    Vectors vectors = groups(10, 200);
    List<Integer> heard = new ArrayList<>();
    BuildProgress progress =
        (done, total) -> {
          assertThat(total).isEqualTo(2000);
          heard.add(done);
        };
    BuildContext context = BuildContext.onCallingThread(progress);
    new HnswBuilder(KERNELS, vectors, IndexFiles.hnsw(Metric.L2, 8, 20), context).build();
    assertThat(heard).isSorted().startsWith(0).endsWith(2000).hasSizeGreaterThan(8);
  }
}
