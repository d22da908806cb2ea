package io.cinclus.index.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KMeansTest {
  private static final int DIM = 16;

  private static KMeans means(Metric metric) {
    return new KMeans(Kernels.fastest(), metric, BuildContext.onCallingThread(BuildProgress.NONE));
  }

  @Test
  void rowsOfClustersThatLieApartComeTogether() throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    int clusters = 8;
    float[] values = TestVectors.gaussian(random, 800 * DIM);
    for (int row = 0; row < 800; row++) {
      values[row * DIM + row % clusters] += 100;
    }
    Vectors vectors = Vectors.of(values, DIM);
    for (Metric metric : new Metric[] {Metric.L2, Metric.IP}) {
      KMeans means = means(metric);
      // More lists than clusters, since two may begin in the same one.
      int[] nearest = means.assign(vectors, means.train(vectors, 64));
      for (int row = 0; row < 800; row++) {
        for (int other = row % clusters + 1; other < clusters; other++) {
          assertThat(nearest[row]).isNotEqualTo(nearest[other]);
        }
      }
    }
  }

  @Test
  void sphericalCentroidsHaveLengthOne() throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, 500 * DIM), DIM);
    Vectors centroids = means(Metric.COSINE).train(vectors, 10);
    for (int list = 0; list < 10; list++) {
      double squared = -TestVectors.score(Metric.L2, centroids.copy(list), new float[DIM]);
      assertThat(squared).isCloseTo(1, Offset.offset(1e-4));
    }
  }

  @Test
  void aClumpOfEqualRowsDoesNotTakeAllLists() throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    float[] values = TestVectors.gaussian(random, 2000 * DIM);
    Arrays.fill(values, 0, 1000 * DIM, 0f); // One clump of equal rows.
    Vectors vectors = Vectors.of(values, DIM);
    KMeans means = means(Metric.L2);
    Vectors centroids = means.train(vectors, 20);
    int[] sizes = new int[centroids.rows()];
    for (int list : means.assign(vectors, centroids)) {
      sizes[list]++;
    }
    assertThat(Arrays.stream(sizes).max().orElseThrow()).isBetween(1000, 1500);
  }
}
