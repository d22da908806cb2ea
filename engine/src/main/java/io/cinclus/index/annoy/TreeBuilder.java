package io.cinclus.index.annoy;

import io.cinclus.vector.Kernels;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Grows one tree, which is a function of the points, the seed and the kernels. Not thread-safe.
 *
 * <p>A plane lies half-way between two centres, which random points of the node have drawn towards
 * themselves (Annoy's two-means). A plane that leaves almost all points on one side is tried again
 * with others, and at last the points are halved as they come.
 */
final class TreeBuilder {
  private static final int TRIES = 3;
  private static final double MOST_ON_A_SIDE = 0.95;
  private static final int DRAWS = 200;

  private final Kernels kernels;
  private final Space space;
  private final SplittableRandom random;
  private final int dim;
  private final int leafRows;
  private final int[] rows;
  private final float[] point;
  private int[] children = new int[64];
  private float[] planes;
  private int[] leaves = new int[64];
  private int nodeCount;
  private int leafCount;

  TreeBuilder(Kernels kernels, Space space, long seed) {
    this.kernels = kernels;
    this.space = space;
    this.random = new SplittableRandom(seed);
    this.dim = space.dim();
    this.leafRows = leafRows(dim);
    this.rows = new int[space.rows()];
    this.point = new float[dim];
    this.planes = new float[32 * (dim + 1)];
    Arrays.setAll(rows, i -> i);
  }

  /** How many rows a leaf may have: about as much memory as the plane that would divide it. */
  private static int leafRows(int dim) {
    return Math.max(32, Math.min(256, dim));
  }

  /** What a tree takes whose leaves are at least half full on average. */
  static long treeBytes(long rows, int dim) {
    long nodes = 2 * rows / leafRows(dim) + 32;
    return 4 * rows + nodes * (4L * dim + 16);
  }

  Forest build() {
    int root = grow(0, rows.length);
    return new Forest(
        new int[] {root},
        Arrays.copyOf(children, 2 * nodeCount),
        Arrays.copyOf(planes, nodeCount * (dim + 1)),
        Arrays.copyOf(leaves, leafCount + 1),
        rows);
  }

  /** Grows the tree of {@code rows[from, to)}; its leaves are in the order of the rows. */
  private int grow(int from, int to) {
    if (to - from <= leafRows) {
      if (leafCount + 1 == leaves.length) {
        leaves = Arrays.copyOf(leaves, 2 * leaves.length);
      }
      leaves[++leafCount] = to;
      return ~(leafCount - 1);
    }
    int node = nodeCount++;
    if (2 * node == children.length) {
      children = Arrays.copyOf(children, 2 * children.length);
    }
    if (planes.length < nodeCount * (dim + 1)) {
      planes = Arrays.copyOf(planes, Math.multiplyExact(2 * nodeCount, dim + 1));
    }
    int middle = split(node * (dim + 1), from, to);
    int lower = grow(from, middle);
    int upper = grow(middle, to);
    children[2 * node] = lower; // Only now: growing may have replaced the array.
    children[2 * node + 1] = upper;
    return node;
  }

  /** Finds a plane and puts the rows on its lower side first; returns where the others begin. */
  private int split(int plane, int from, int to) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      findPlane(plane, from, to);
      int middle = partition(plane, from, to);
      int larger = Math.max(middle - from, to - middle);
      if (larger <= MOST_ON_A_SIDE * (to - from)) {
        return middle;
      }
    }
    Arrays.fill(planes, plane, plane + dim + 1, 0f);
    return (from + to) >>> 1;
  }

  private void findPlane(int plane, int from, int to) {
    float[] one = new float[dim];
    float[] other = new float[dim];
    int first = random.nextInt(from, to);
    int second = random.nextInt(from, to - 1);
    space.point(rows[first], one);
    space.point(rows[second + (second >= first ? 1 : 0)], other);
    int ones = 1;
    int others = 1;
    for (int draw = 0; draw < DRAWS; draw++) {
      space.point(rows[random.nextInt(from, to)], point);
      // Weighed by how many a centre has drawn, so that the two grow alike.
      double toOne = (double) ones * kernels.squaredL2(point, 0, one, 0, dim);
      double toOther = (double) others * kernels.squaredL2(point, 0, other, 0, dim);
      if (toOne < toOther) {
        moveTowards(point, one, ++ones);
      } else if (toOther < toOne) {
        moveTowards(point, other, ++others);
      }
    }
    put(plane, one, other);
  }

  private static void moveTowards(float[] point, float[] centre, int count) {
    for (int i = 0; i < centre.length; i++) {
      centre[i] += (point[i] - centre[i]) / count;
    }
  }

  private void put(int plane, float[] one, float[] other) {
    double squared = 0;
    for (int i = 0; i < dim; i++) {
      double difference = (double) one[i] - other[i];
      squared += difference * difference;
    }
    float scale = squared > 0 ? (float) (1 / Math.sqrt(squared)) : 0;
    double offset = 0;
    for (int i = 0; i < dim; i++) {
      planes[plane + i] = (one[i] - other[i]) * scale;
      offset -= planes[plane + i] * ((double) one[i] + other[i]) / 2;
    }
    planes[plane + dim] = space.isAngular() ? 0 : (float) offset;
  }

  private int partition(int plane, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int row = rows[low];
      space.point(row, point);
      if (kernels.dot(point, 0, planes, plane, dim) + planes[plane + dim] > 0) {
        rows[low] = rows[--high];
        rows[high] = row;
      } else {
        low++;
      }
    }
    return low;
  }
}
