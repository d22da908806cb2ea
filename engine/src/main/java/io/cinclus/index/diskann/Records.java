package io.cinclus.index.diskann;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Room for the records of some rows, and for the blocks they are read in. Not thread-safe. */
final class Records {
  private static final int NO_BLOCK = -1;

  private final RecordLayout layout;
  private final float[] vectors;
  private final int[] lists;

  /** Blocks that are read together, and how many. */
  private final ByteBuffer[] blocks;

  private final FloatBuffer[] floats;
  private final IntBuffer[] ints;
  private final int[] blockNumbers;
  private int blockCount;

  /** In which of the blocks each record is expected. */
  private final int[] blockOf;

  private Records(RecordLayout layout, int count, int blockRoom) {
    this.layout = layout;
    this.vectors = new float[count * layout.dim()];
    this.lists = new int[count * (layout.maxDegree() + 1)];
    this.blocks = new ByteBuffer[blockRoom];
    this.floats = new FloatBuffer[blockRoom];
    this.ints = new IntBuffer[blockRoom];
    for (int i = 0; i < blockRoom; i++) {
      blocks[i] = ByteBuffer.allocateDirect(layout.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
      floats[i] = blocks[i].asFloatBuffer();
      ints[i] = blocks[i].asIntBuffer();
    }
    this.blockNumbers = new int[blockRoom];
    this.blockOf = new int[blockRoom];
  }

  /** Room for records that are copied here. */
  static Records holding(RecordLayout layout, int count) {
    return new Records(layout, count, 0);
  }

  /** Room for records that are read together. */
  static Records reading(RecordLayout layout, int count) {
    return new Records(layout, count, count);
  }

  RecordLayout layout() {
    return layout;
  }

  /** The vectors, one after the other. */
  float[] vectors() {
    return vectors;
  }

  /** Begins to collect blocks that are to be read. */
  void clearBlocks() {
    blockCount = 0;
    Arrays.fill(blockOf, NO_BLOCK);
  }

  /** Says that the {@code i}-th record will be that of a row on disk. */
  void expect(int i, int row) {
    int block = layout.block(row);
    if (blockCount == 0 || blockNumbers[blockCount - 1] != block) {
      blockNumbers[blockCount++] = block;
    }
    blockOf[i] = blockCount - 1;
  }

  int[] blockNumbers() {
    return blockNumbers;
  }

  int blockCount() {
    return blockCount;
  }

  /** Where the blocks are to be read to. */
  ByteBuffer[] blocks() {
    return blocks;
  }

  /** Makes a row's record in its block the {@code i}-th here, if it was expected. */
  boolean takeExpected(int i, int row) {
    int block = blockOf[i];
    if (block == NO_BLOCK) {
      return false;
    }
    int at = layout.offset(row);
    int stride = layout.maxDegree() + 1;
    floats[block].get(at, vectors, i * layout.dim(), layout.dim());
    ints[block].get(at + layout.dim(), lists, i * stride, stride);
    return true;
  }

  /** Makes a record of others the {@code i}-th here. */
  void copy(int i, Records from, int fromIndex) {
    int dim = layout.dim();
    int stride = layout.maxDegree() + 1;
    System.arraycopy(from.vectors, fromIndex * dim, vectors, i * dim, dim);
    System.arraycopy(from.lists, fromIndex * stride, lists, i * stride, stride);
  }

  long memoryBytes() {
    return 4L * (vectors.length + lists.length);
  }

  int degree(int i) {
    return lists[i * (layout.maxDegree() + 1)];
  }

  int link(int i, int at) {
    return lists[i * (layout.maxDegree() + 1) + 1 + at];
  }
}
