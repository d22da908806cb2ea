package io.cinclus.index.annoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreeBuilderTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 20;

  private static Forest tree(Metric metric, Vectors vectors, long seed) {
    return new TreeBuilder(KERNELS, new Space(KERNELS, metric, vectors), seed).build();
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void eachRowIsInOneLeafOnTheRightSideOfAllPlanesAboveIt(Metric metric) {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, 3000 * DIM), DIM);
    Forest tree = tree(metric, vectors, 1);
    Space space = new Space(KERNELS, metric, vectors);
    assertThat(Arrays.stream(tree.rows()).sorted()).containsExactlyElementsOf(all(3000));
    assertThat(tree.leaves()[tree.leaves().length - 1]).isEqualTo(3000);
    float[] point = new float[space.dim()];
    for (int leaf = 0; leaf + 1 < tree.leaves().length; leaf++) {
      for (int at = tree.leaves()[leaf]; at < tree.leaves()[leaf + 1]; at++) {
        space.point(tree.rows()[at], point);
        int node = tree.roots()[0];
        while (node >= 0) {
          int plane = node * (space.dim() + 1);
          float margin =
              KERNELS.dot(point, 0, tree.planes(), plane, space.dim())
                  + tree.planes()[plane + space.dim()];
          node = tree.children()[2 * node + (margin > 0 ? 1 : 0)];
        }
        assertThat(~node).isEqualTo(leaf);
      }
    }
  }

  private static List<Integer> all(int rows) {
    return IntStream.range(0, rows).boxed().toList();
  }

  @Test
  void equalRowsAreHalvedAsTheyCome() {
    Forest tree = tree(Metric.L2, Vectors.of(new float[1000 * DIM], DIM), 1);
    int largest = 0;
    for (int leaf = 0; leaf + 1 < tree.leaves().length; leaf++) {
      largest = Math.max(largest, tree.leaves()[leaf + 1] - tree.leaves()[leaf]);
    }
    assertThat(largest).isLessThanOrEqualTo(32);
    assertThat(tree.planes()).containsOnly(0f);
  }

  @Test
  void forInnerProductsAllPointsHaveLengthOne() {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, 100 * DIM), DIM);
    Space space = new Space(KERNELS, Metric.IP, vectors);
    float[] point = new float[DIM + 1];
    for (int row = 0; row < 100; row++) {
      space.point(row, point);
      double squared = -TestVectors.score(Metric.L2, point, new float[DIM + 1]);
      assertThat(squared).isCloseTo(1, Offset.offset(1e-5));
    }
  }

  @Test
  void treesOfAForestAreThoseThatWerePlanted() {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, 500 * DIM), DIM);
    Forest one = tree(Metric.L2, vectors, 1);
    Forest other = tree(Metric.L2, vectors, 2);
    Forest both = Forest.of(List.of(one, other));
    int nodes = one.children().length / 2;
    assertThat(both.roots()).containsExactly(0, nodes);
    assertThat(leafRows(both, both.roots()[1])).isEqualTo(leafRows(other, other.roots()[0]));
    assertThat(leafRows(both, both.roots()[0])).isEqualTo(leafRows(one, one.roots()[0]));
    assertThat(one.rows()).isNotEqualTo(other.rows());
  }

  /** The rows of all leaves of a tree, from the lower side to the upper. */
  private static String leafRows(Forest forest, int node) {
    if (node >= 0) {
      return leafRows(forest, forest.children()[2 * node])
          + leafRows(forest, forest.children()[2 * node + 1]);
    }
    int[] rows = forest.rows();
    int[] leaves = forest.leaves();
    return Arrays.toString(Arrays.copyOfRange(rows, leaves[~node], leaves[~node + 1]));
  }
}
