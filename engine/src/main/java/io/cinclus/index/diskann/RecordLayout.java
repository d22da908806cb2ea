package io.cinclus.index.diskann;

/**
 * How the rows lie in blocks: a row's record is its vector, the number of its links and room for
 * {@code maxDegree} links. Several records share a page, or one takes several pages; it is never
 * cut by the end of a block.
 */
record RecordLayout(int dim, int maxDegree) {
  private static final int PAGE_BYTES = 4096;
  private static final int CHECKSUM_BYTES = 4;

  int recordInts() {
    return dim + 1 + maxDegree;
  }

  int recordBytes() {
    return Integer.BYTES * recordInts();
  }

  int blockBytes() {
    int pages = (recordBytes() + CHECKSUM_BYTES + PAGE_BYTES - 1) / PAGE_BYTES;
    return pages * PAGE_BYTES;
  }

  int recordsPerBlock() {
    return (blockBytes() - CHECKSUM_BYTES) / recordBytes();
  }

  int blocks(int rows) {
    return (int) (((long) rows + recordsPerBlock() - 1) / recordsPerBlock());
  }

  int block(int row) {
    return row / recordsPerBlock();
  }

  /** Where a row's record begins in its block, in ints. */
  int offset(int row) {
    return row % recordsPerBlock() * recordInts();
  }
}
