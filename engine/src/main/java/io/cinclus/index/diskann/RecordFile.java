package io.cinclus.index.diskann;

import io.cinclus.index.BlockSection;
import java.io.IOException;

/** Reads the records of rows from disk, or from a {@link NodeCache}. Thread-safe. */
final class RecordFile {
  /** How many rows are read together: the paper's W. */
  static final int BEAM = 4;

  private final BlockSection blocks;
  private final RecordLayout layout;
  private final int rows;
  private final NodeCache cache;

  RecordFile(BlockSection blocks, RecordLayout layout, int rows, NodeCache cache) {
    this.blocks = blocks;
    this.layout = layout;
    this.rows = rows;
    this.cache = cache;
  }

  RecordLayout layout() {
    return layout;
  }

  /**
   * Reads the first {@code count} of some rows, at most {@link #BEAM}; those of one block best
   * follow each other.
   */
  void read(int[] wanted, int count, Records into) throws IOException {
    into.clearBlocks();
    for (int i = 0; i < count; i++) {
      int cached = cache.find(wanted[i]);
      if (cached >= 0) {
        into.copy(i, cache.records(), cached);
      } else {
        into.expect(i, wanted[i]);
      }
    }
    blocks.read(into.blockNumbers(), into.blockCount(), into.blocks());
    for (int i = 0; i < count; i++) {
      if (into.takeExpected(i, wanted[i])) {
        check(wanted[i], i, into);
      }
    }
  }

  /** A checksum says that the record is what was written, not that it can be one. */
  private void check(int row, int i, Records in) throws IOException {
    int degree = in.degree(i);
    if (degree < 0 || degree > layout.maxDegree()) {
      throw blocks.corrupt("row " + row + " has " + degree + " links");
    }
    for (int at = 0; at < degree; at++) {
      int to = in.link(i, at);
      if (to < 0 || to >= rows) {
        throw blocks.corrupt("row " + row + " links to " + to);
      }
    }
  }
}
