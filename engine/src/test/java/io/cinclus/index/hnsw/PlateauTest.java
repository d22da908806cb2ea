package io.cinclus.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.CountingKernels;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows with few features, of which many have the same score. */
class PlateauTest {
  private static final int ROWS = 20_000;
  private static final int DIM = 24;
  private static final int EF = 64;

  private static Vectors zerosAndOnes() {
    Random random = new Random(5);
    float[] values = new float[ROWS * DIM];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2);
    }
    return Vectors.of(values, DIM);
  }

  private static HnswIndex index(Kernels kernels, Metric metric, Vectors vectors)
      throws InterruptedException {
    HnswGraph graph =
        new HnswBuilder(
                kernels,
                vectors,
                IndexFiles.hnsw(metric, 16, 100),
                BuildContext.onCallingThread(BuildProgress.NONE))
            .build();
    return new HnswIndex(kernels, metric, vectors, graph, null, 0);
  }

  private static TopK search(HnswIndex index, float[] query) {
    TopK out = new TopK(10);
    SearchParams params = SearchParams.parse(IndexType.HNSW, Map.of("ef", "" + EF), 10);
    index.search(query, params, null, out);
    out.sort();
    return out;
  }

  @Test
  void theBuildAndASearchScoreNoMoreRowsThanElsewhere() throws InterruptedException {
    Vectors vectors = zerosAndOnes();
    CountingKernels kernels = new CountingKernels();
    HnswIndex index = index(kernels, Metric.L2, vectors);
    assertThat(kernels.takeScored() / ROWS).isLessThan(4000);
    Random random = new Random(6);
    int same = 0;
    for (int i = 0; i < 50; i++) {
      float[] query = vectors.copy(random.nextInt(ROWS));
      query[random.nextInt(DIM)] += 0.25f;
      TopK out = search(index, query);
      assertThat(kernels.takeScored()).isLessThan(4000);
      TopK expected = new TopK(10);
      new ExactSearch(kernels).search(query, vectors, Metric.L2, null, expected);
      expected.sort();
      for (int rank = 0; rank < 10; rank++) {
        same += out.score(rank) == expected.score(rank) ? 1 : 0;
      }
      kernels.takeScored();
    }
    assertThat(same).isGreaterThan(475);
  }

  @Test
  void aZeroQueryToWhichAllRowsAreEqualEndsSoon() throws InterruptedException {
    Vectors vectors = zerosAndOnes();
    CountingKernels kernels = new CountingKernels();
    for (Metric metric : new Metric[] {Metric.IP, Metric.COSINE}) {
      HnswIndex index = index(kernels, metric, vectors);
      kernels.takeScored();
      assertThat(search(index, new float[DIM]).size()).isEqualTo(10);
      assertThat(kernels.takeScored()).as("%s", metric).isLessThan(4000);
    }
  }
}
