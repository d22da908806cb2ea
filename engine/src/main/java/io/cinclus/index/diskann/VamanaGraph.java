package io.cinclus.index.diskann;

import io.cinclus.vector.RowBatch;

/**
 * The links of a graph: for each row a count followed by that many rows. Safe for concurrent reads
 * of lists that nobody writes.
 */
final class VamanaGraph {
  private final int rows;
  private final int capacity;
  private final int[] lists;

  /** A graph without links, with room for {@code capacity} of each row. */
  VamanaGraph(int rows, int capacity) {
    long length = (long) rows * (capacity + 1);
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a graph of " + rows + " rows is too large: lower max_degree or make smaller segments");
    }
    this.rows = rows;
    this.capacity = capacity;
    this.lists = new int[(int) length];
  }

  int rows() {
    return rows;
  }

  int capacity() {
    return capacity;
  }

  int degree(int row) {
    return lists[row * (capacity + 1)];
  }

  int link(int row, int i) {
    return lists[row * (capacity + 1) + 1 + i];
  }

  void setLink(int row, int i, int to) {
    lists[row * (capacity + 1) + 1 + i] = to;
  }

  void append(int row, int to) {
    int degree = degree(row);
    setLink(row, degree, to);
    setDegree(row, degree + 1);
  }

  void setDegree(int row, int degree) {
    lists[row * (capacity + 1)] = degree;
  }

  boolean links(int row, int to) {
    int list = row * (capacity + 1);
    for (int i = list + 1; i <= list + lists[list]; i++) {
      if (lists[i] == to) {
        return true;
      }
    }
    return false;
  }

  /** Adds a row's links to a batch. */
  void addLinks(int row, RowBatch batch) {
    int list = row * (capacity + 1);
    for (int i = list + 1; i <= list + lists[list]; i++) {
      batch.add(lists[i]);
    }
  }
}
