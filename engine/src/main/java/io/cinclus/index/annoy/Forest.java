package io.cinclus.index.annoy;

import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Trees. An inner node is known by its number, a leaf by the complement of its own. Immutable.
 *
 * @param roots of the trees
 * @param children two of each inner node: where points with a margin of at most 0 are, and the rest
 * @param planes of each inner node its normal, and then what is added to a product with it
 * @param leaves where each leaf begins in {@code rows}, and behind them where the last one ends
 */
@SuppressWarnings("ArrayRecordComponent")
record Forest(int[] roots, int[] children, float[] planes, int[] leaves, int[] rows) {
  private static final String ROOTS = "annoy.roots";
  private static final String CHILDREN = "annoy.children";
  private static final String PLANES = "annoy.planes";
  private static final String LEAVES = "annoy.leaves";
  private static final String ROWS = "annoy.rows";

  /** Plants trees beside each other. */
  static Forest of(List<Forest> trees) {
    int[] roots = new int[trees.size()];
    int[] children = new int[trees.stream().mapToInt(tree -> tree.children.length).sum()];
    float[] planes =
        new float[Math.toIntExact(trees.stream().mapToLong(tree -> tree.planes.length).sum())];
    int[] leaves = new int[1 + trees.stream().mapToInt(tree -> tree.leaves.length - 1).sum()];
    int[] rows = new int[Math.toIntExact(trees.stream().mapToLong(tree -> tree.rows.length).sum())];
    int node = 0;
    int leaf = 0;
    int row = 0;
    int plane = 0;
    for (int i = 0; i < roots.length; i++) {
      Forest tree = trees.get(i);
      roots[i] = moved(tree.roots[0], node, leaf);
      for (int child = 0; child < tree.children.length; child++) {
        children[2 * node + child] = moved(tree.children[child], node, leaf);
      }
      System.arraycopy(tree.planes, 0, planes, plane, tree.planes.length);
      for (int each = 1; each < tree.leaves.length; each++) {
        leaves[leaf + each] = row + tree.leaves[each];
      }
      System.arraycopy(tree.rows, 0, rows, row, tree.rows.length);
      node += tree.children.length / 2;
      leaf += tree.leaves.length - 1;
      row += tree.rows.length;
      plane += tree.planes.length;
    }
    return new Forest(roots, children, planes, leaves, rows);
  }

  private static int moved(int child, int node, int leaf) {
    return child >= 0 ? child + node : child - leaf;
  }

  long memoryBytes() {
    return 4L
        * ((long) roots.length + children.length + planes.length + leaves.length + rows.length);
  }

  void write(IndexSections out) {
    out.add(ROOTS, roots);
    out.add(CHILDREN, children);
    out.add(PLANES, planes);
    out.add(LEAVES, leaves);
    out.add(ROWS, rows);
  }

  /**
   * Reads trees.
   *
   * @param dim of the space that they divide
   */
  static Forest read(int trees, int rowCount, int dim, IndexFileReader in) throws IOException {
    int[] roots = in.ints(ROOTS, trees);
    in.check(ROOTS, roots.length == trees, roots.length + " roots for " + trees + " trees");
    long most = (long) trees * rowCount;
    int[] children = in.ints(CHILDREN, 2 * most);
    in.check(CHILDREN, children.length % 2 == 0, children.length + " children");
    int nodes = children.length / 2;
    float[] planes = in.floats(PLANES, (long) nodes * (dim + 1));
    in.check(
        PLANES,
        planes.length == (long) nodes * (dim + 1),
        planes.length + " floats for " + nodes + " planes of dim " + dim);
    int[] leaves = in.ints(LEAVES, nodes + trees + 1L);
    in.check(
        LEAVES,
        leaves.length == nodes + trees + 1,
        leaves.length + " ints for " + nodes + " nodes of " + trees + " trees");
    int[] rows = in.ints(ROWS, most);
    in.check(ROWS, rows.length == most, rows.length + " ints for " + rowCount + " rows");
    Forest forest = new Forest(roots, children, planes, leaves, rows);
    forest.check(rowCount, in);
    return forest;
  }

  /** No node is its own ancestor, no leaf is in two places, and all rows are some. */
  private void check(int rowCount, IndexFileReader in) throws CorruptIndexException {
    BitSet seen = new BitSet(children.length / 2 + leaves.length);
    for (int root : roots) {
      if (!isNew(-1, root, seen)) {
        throw in.corrupt(ROOTS, "a root " + root);
      }
    }
    for (int i = 0; i < children.length; i++) {
      if (!isNew(i / 2, children[i], seen)) {
        throw in.corrupt(CHILDREN, "node " + i / 2 + " has a child " + children[i]);
      }
    }
    in.check(LEAVES, leaves[0] == 0, "the first leaf begins at " + leaves[0]);
    for (int leaf = 1; leaf < leaves.length; leaf++) {
      if (leaves[leaf] < leaves[leaf - 1] || leaves[leaf] > rows.length) {
        throw in.corrupt(LEAVES, "leaf " + (leaf - 1) + " ends at " + leaves[leaf]);
      }
    }
    for (int row : rows) {
      if (row < 0 || row >= rowCount) {
        throw in.corrupt(ROWS, "a row " + row);
      }
    }
  }

  /** Whether a child is there, comes after its parent and was not met before. */
  private boolean isNew(int parent, int child, BitSet seen) {
    int nodes = children.length / 2;
    int number = child >= 0 ? child : nodes + ~child;
    int end = child >= 0 ? nodes : nodes + leaves.length - 1;
    if (number >= end || number < 0 || (child >= 0 && child <= parent) || seen.get(number)) {
      return false;
    }
    seen.set(number);
    return true;
  }
}
